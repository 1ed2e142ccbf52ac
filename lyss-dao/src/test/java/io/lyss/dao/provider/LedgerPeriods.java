package io.lyss.dao.provider;

import static io.lyss.dao.provider.LedgerModel.EVER;
import static io.lyss.dao.provider.LedgerModel.NEVER;
import static io.lyss.dao.provider.LedgerModel.ONE;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** When the periods of a calendar begin and end, in microseconds. */
final class LedgerPeriods {

  private LedgerPeriods() {}

  static long start(String period, long at, ZoneId zone) {
    Instant instant = instant(at);
    long offset = zone.getRules().getOffset(instant).getTotalSeconds() * ONE;
    return switch (period) {
      case "total" -> EVER;
      case "minute" -> Math.floorDiv(at + offset, 60 * ONE) * 60 * ONE - offset;
      case "hour" -> Math.floorDiv(at + offset, 3600 * ONE) * 3600 * ONE - offset;
      default -> midnight(first(period, at, zone), zone);
    };
  }

  static long end(String period, long start, long at, ZoneId zone) {
    return switch (period) {
      case "total" -> NEVER;
      case "minute" -> start + 60 * ONE;
      case "hour" -> start + 3600 * ONE;
      case "day" -> midnight(first(period, at, zone).plusDays(1), zone);
      default -> midnight(first(period, at, zone).plusMonths(1), zone);
    };
  }

  private static LocalDate first(String period, long at, ZoneId zone) {
    LocalDate day = instant(at).atZone(zone).toLocalDate();
    return period.equals("day") ? day : day.withDayOfMonth(1);
  }

  private static long midnight(LocalDate day, ZoneId zone) {
    return day.atStartOfDay(zone).toEpochSecond() * ONE;
  }

  static Instant instant(long at) {
    return Instant.ofEpochSecond(Math.floorDiv(at, ONE), Math.floorMod(at, ONE) * 1000);
  }
}
