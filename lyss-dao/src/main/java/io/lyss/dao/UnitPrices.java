package io.lyss.dao;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model costs, by kind of tokens. A price is for a million tokens; that of {@code request}
 * and the kinds below it is for one.
 *
 * <p>A kind without a price has that of the kind above it: {@code input.cached} costs as much as
 * {@code input}. If no kind above has a price either, usage with such tokens is unpriced. A price
 * of 0 is a price.
 *
 * <p>Where batches or another tier of service cost less, their tokens are counted under kinds of
 * their own, such as {@code input.batch} and {@code input.cached.batch}.
 *
 * <p>A kind may have other prices for large prompts. Of the sizes that the prompt exceeds, the
 * largest one decides. Its price is for all tokens of the kind.
 *
 * @param byLine the price of each kind, and of each kind above a size of the prompt: {@code input},
 *     {@code input>200000}. Prices are from 0 to a thousand million, with 8 decimal places at most
 * @see TokenCounts
 */
public record UnitPrices(Map<String, BigDecimal> byLine) {

  private static final int MAX_DIGITS = 100;

  public UnitPrices {
    SortedMap<String, BigDecimal> prices = NumbersByKey.copy("byLine", byLine);
    prices.replaceAll((line, price) -> plain(price));
    byLine = Collections.unmodifiableSortedMap(prices);
  }

  // a number such as 1E+1000000000, written out, would fill the memory
  private static BigDecimal plain(BigDecimal price) {
    if (Math.abs((long) price.scale()) > MAX_DIGITS || price.precision() > MAX_DIGITS) {
      throw new IllegalArgumentException(
          "byLine has a price of more than " + MAX_DIGITS + " digits");
    }
    return price.scale() < 0 ? price.setScale(0) : price;
  }

  /** A price for one kind. */
  public static UnitPrices of(String kind, BigDecimal price) {
    return new UnitPrices(Map.of(kind, price));
  }

  /** A price for all kinds of input and one for all kinds of output. */
  public static UnitPrices of(BigDecimal input, BigDecimal output) {
    return new UnitPrices(Map.of("input", input, "output", output));
  }

  /**
   * What the database holds as JSON: an object of lines and prices.
   *
   * @throws IllegalArgumentException if it is anything else
   */
  public static UnitPrices of(Json json) {
    return new UnitPrices(NumbersByKey.read(json, BigDecimal::new));
  }

  /** The same with another price of a kind. */
  public UnitPrices with(String kind, BigDecimal price) {
    Map<String, BigDecimal> prices = new TreeMap<>(byLine);
    prices.put(kind, price);
    return new UnitPrices(prices);
  }

  /**
   * The same with another price of a kind for prompts of more than {@code promptTokens} tokens. The
   * kind also needs a price for smaller prompts.
   */
  public UnitPrices above(long promptTokens, String kind, BigDecimal price) {
    return with(kind + ">" + promptTokens, price);
  }

  /** An object of lines and prices. */
  public Json json() {
    return NumbersByKey.write(byLine);
  }
}
