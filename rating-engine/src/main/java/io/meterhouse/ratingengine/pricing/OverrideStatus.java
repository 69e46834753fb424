package io.meterhouse.ratingengine.pricing;

import java.util.Locale;

/** Where an override stands; it only ever goes on. */
public enum OverrideStatus {
  /** Without effect until another person approves it. */
  PENDING,
  /** In force within its effective times. */
  ACTIVE,
  /** Without effect for good. */
  INACTIVE;

  /** The name in the API: {@code pending}. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
