package io.lyss.dao.provider;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Weighted rendezvous hashing as the database does it, with a hash of the test's own. */
final class Rendezvous {

  private Rendezvous() {}

  /** Of several channels the one that a key is sent to. */
  static <C> Optional<C> choice(
      String key, Collection<C> channels, Function<C, UUID> id, ToIntFunction<C> weight) {
    long seed = hash(key.getBytes(StandardCharsets.UTF_8), 0);
    return channels.stream()
        .max(
            Comparator.comparingDouble(
                channel -> score(id.apply(channel), weight.applyAsInt(channel), seed)));
  }

  private static double score(UUID id, int weight, long seed) {
    byte[] bytes =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    return Math.log(((hash(bytes, seed) >>> 11) + 0.5) / 0x1p53) / weight;
  }

  /** Bob Jenkins's lookup3, as PostgreSQL has it, on 64 bits. */
  private static long hash(byte[] key, long seed) {
    int[] s = new int[3];
    s[0] = s[1] = s[2] = 0x9e3779b9 + key.length + 3923095;
    if (seed != 0) {
      s[0] += (int) (seed >>> 32);
      s[1] += (int) seed;
      mix(s);
    }
    int from = 0;
    for (; key.length - from >= 12; from += 12) {
      for (int word = 0; word < 3; word++) {
        for (int i = 0; i < 4; i++) {
          s[word] += (key[from + 4 * word + i] & 0xff) << 8 * i;
        }
      }
      mix(s);
    }
    for (int i = 0; i < key.length - from; i++) {
      // the lowest byte of the third word is kept for the length
      int place = i < 8 ? i : i + 1;
      s[place / 4] += (key[from + i] & 0xff) << 8 * (place % 4);
    }
    finish(s);
    return (long) s[1] << 32 | s[2] & 0xffffffffL;
  }

  private static void mix(int[] s) {
    int[] turns = {4, 6, 8, 16, 19, 4};
    for (int i = 0; i < turns.length; i++) {
      int one = i % 3;
      int last = (i + 2) % 3;
      s[one] -= s[last];
      s[one] ^= Integer.rotateLeft(s[last], turns[i]);
      s[last] += s[(i + 1) % 3];
    }
  }

  private static void finish(int[] s) {
    int[] turns = {14, 11, 25, 16, 4, 14, 24};
    for (int i = 0; i < turns.length; i++) {
      int one = (i + 2) % 3;
      int other = (i + 1) % 3;
      s[one] ^= s[other];
      s[one] -= Integer.rotateLeft(s[other], turns[i]);
    }
  }
}
