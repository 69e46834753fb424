package io.meterhouse.rating;

/**
 * One reason why a model is refused.
 *
 * @param field path as in the API, for example {@code config.tiers[1].unitPrice}
 * @param reason what came and what was expected
 */
public record Problem(String field, String reason) {

  @Override
  public String toString() {
    return field + ": " + reason;
  }
}
