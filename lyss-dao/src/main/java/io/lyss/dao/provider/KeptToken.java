package io.lyss.dao.provider;

import io.lyss.dao.provider.TokenVerification.Outcome;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a token may do as one word, as the function {@code token_answer} writes it. */
final class KeptToken {

  private static final String ANY = "*";
  private static final int PARTS = 7;

  private KeptToken() {}

  /** Parses an answer; null if the text is none. */
  static @Nullable TokenVerification read(UUID tenant, String answer) {
    try {
      String[] parts = answer.split(";", -1);
      Outcome outcome = Outcome.valueOf(parts[0].toUpperCase(Locale.ROOT));
      if (outcome != Outcome.VALID) {
        return parts.length == 1 ? new TokenVerification(outcome, Optional.empty()) : null;
      }
      return parts.length == PARTS
          ? new TokenVerification(outcome, Optional.of(token(tenant, parts)))
          : null;
    } catch (RuntimeException e) {
      // a cache may return the entry of somebody else
      return null;
    }
  }

  private static VerifiedToken token(UUID tenant, String[] parts) {
    return new VerifiedToken(
        tenant,
        UUID.fromString(parts[1]),
        UUID.fromString(parts[2]),
        new Restrictions(
            restricted(parts[3], UUID::fromString), restricted(parts[6], KeptToken::model)),
        Integer.parseInt(parts[4]),
        parts[5].equals(ANY)
            ? Optional.empty()
            : Optional.of(Instant.EPOCH.plus(Long.parseLong(parts[5]), ChronoUnit.MICROS)));
  }

  private static <T> Optional<Set<T>> restricted(String list, Function<String, T> read) {
    return list.equals(ANY)
        ? Optional.empty()
        : Optional.of(
            Stream.of(list.split(","))
                .filter(each -> !each.isEmpty())
                .map(read)
                .collect(Collectors.toSet()));
  }

  private static String model(String text) {
    return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
  }

  /** The subjects whose changes end the answer, as the database names them. */
  static List<String> subjects(TokenVerification answer) {
    return answer
        .token()
        .map(token -> List.of("token:" + token.id(), "user:" + token.userId()))
        .orElse(List.of());
  }
}
