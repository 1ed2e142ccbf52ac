package io.lyss.dao.memory;

import java.util.Objects;

/**
 * A vector that the vector database has found to be similar to the question.
 *
 * @param embeddingId the id of the vector
 * @param score how similar they are; higher is more similar, any number is accepted
 */
public record VectorMatch(String embeddingId, double score) {

  public VectorMatch {
    Objects.requireNonNull(embeddingId, "embeddingId");
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("The score of a match is a number");
    }
  }
}
