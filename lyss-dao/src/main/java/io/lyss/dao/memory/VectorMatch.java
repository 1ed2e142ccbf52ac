package io.lyss.dao.memory;

import java.util.Objects;

/**
 * What a vector database answers: a vector that is like the question.
 *
 * @param embeddingId identity of the vector
 * @param score how alike they are, more is more; any number
 */
public record VectorMatch(String embeddingId, double score) {

  public VectorMatch {
    Objects.requireNonNull(embeddingId, "embeddingId");
    if (Double.isNaN(score)) {
      throw new IllegalArgumentException("The score of a match is a number");
    }
  }
}
