package io.lyss.dao;

import java.util.Objects;

/**
 * A model that has a price.
 *
 * @param providerType the kind of provider, such as {@code openai}; 1 to 50 characters
 * @param name the model, by the provider's name; 1 to 200 characters
 */
public record PricedModel(String providerType, String name) {

  public PricedModel {
    Objects.requireNonNull(providerType, "providerType");
    Objects.requireNonNull(name, "name");
  }
}
