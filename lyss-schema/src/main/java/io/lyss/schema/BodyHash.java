package io.lyss.schema;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The body of a function in a schema of any name: a hash of the body without the schema's name, and
 * the places at which the name stands. The name may be a word that stands elsewhere in the body
 * too.
 */
record BodyHash(String hash, List<Integer> places) {

  static BodyHash of(String body, String schema) {
    StringBuilder rest = new StringBuilder();
    List<Integer> places = new ArrayList<>();
    Matcher names = Pattern.compile("\\b" + schema + "\\b").matcher(body);
    while (names.find()) {
      names.appendReplacement(rest, "");
      places.add(rest.length());
    }
    names.appendTail(rest);
    return new BodyHash(hash(rest.toString()), places);
  }

  boolean matches(String body, String schema) {
    StringBuilder rest = new StringBuilder(body);
    for (int place : places) {
      if (!rest.substring(Math.min(place, rest.length())).startsWith(schema)) {
        return false;
      }
      rest.delete(place, place + schema.length());
    }
    return hash(rest.toString()).equals(hash);
  }

  static BodyHash parse(String text) {
    String[] parts = text.split(" ");
    return new BodyHash(parts[0], Arrays.stream(parts).skip(1).map(Integer::valueOf).toList());
  }

  @Override
  public String toString() {
    return hash + places.stream().map(place -> " " + place).collect(Collectors.joining());
  }

  private static String hash(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)), 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
