package io.lyss.dao.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Days around one on which clocks were set back, within a year before now if there is one. */
public record SetBack(ZoneId zone, LocalDate day) {

  /** The last such day of a time zone; of one without, a day of last month. */
  public static SetBack last(ZoneId zone, Instant now) {
    Instant earliest = now.minus(Duration.ofDays(380));
    ZoneOffsetTransition change = zone.getRules().previousTransition(now.minus(Duration.ofDays(3)));
    while (change != null && change.getInstant().isAfter(earliest) && !change.isOverlap()) {
      change = zone.getRules().previousTransition(change.getInstant());
    }
    boolean known = change != null && change.getInstant().isAfter(earliest);
    return new SetBack(
        zone,
        known
            ? change.getDateTimeAfter().toLocalDate()
            : LocalDate.ofInstant(now, zone).minusDays(30));
  }

  /** Where the day before, the day, the day after and the next one begin: at the first midnight. */
  public List<Instant> midnights() {
    List<Instant> midnights = new ArrayList<>();
    for (int after = -1; after <= 2; after++) {
      midnights.add(day.plusDays(after).atStartOfDay(zone).toInstant());
    }
    return midnights;
  }

  /** Where the months begin that these days are of. */
  public List<Instant> months() {
    return Stream.of(-1, 0, 1)
        .map(after -> day.plusDays(after).withDayOfMonth(1).atStartOfDay(zone).toInstant())
        .distinct()
        .toList();
  }

  /** Every half an hour from the first of them until the last. */
  public List<Instant> halfHours() {
    List<Instant> midnights = midnights();
    List<Instant> times = new ArrayList<>();
    for (Instant at = midnights.get(0); at.isBefore(midnights.get(3)); ) {
      times.add(at);
      at = at.plus(Duration.ofMinutes(30));
    }
    return times;
  }

  /** How many of these are of each of the three days. */
  public List<Long> halfHoursOfDays() {
    List<Instant> midnights = midnights();
    List<Long> counts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      counts.add(Duration.between(midnights.get(i), midnights.get(i + 1)).toMinutes() / 30);
    }
    return counts;
  }
}
