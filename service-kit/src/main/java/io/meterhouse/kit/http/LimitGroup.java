package io.meterhouse.kit.http;

import io.meterhouse.kit.access.Scope;
import io.meterhouse.kit.config.Rate;
import io.meterhouse.kit.config.RateLimitConfig;
import io.meterhouse.kit.http.error.ErrorFamily;
import java.util.Locale;

/** The parts of the API that one token may be limited in. */
enum LimitGroup {
  OPERATIONS,
  PRICING,
  BILLING,
  INGEST;

  /** What brings usage is ingest, wherever it is; the rest goes by its family. */
  static LimitGroup of(ErrorFamily family, Access access) {
    if (access.scope() == Scope.USAGE_WRITE) {
      return INGEST;
    }
    return switch (family) {
      case OPERATIONS, OAUTH -> OPERATIONS;
      case PRICING -> PRICING;
      case BILLING -> BILLING;
    };
  }

  Rate rate(RateLimitConfig.Groups rates) {
    return switch (this) {
      case OPERATIONS -> rates.operations();
      case PRICING -> rates.pricing();
      case BILLING -> rates.billing();
      case INGEST -> rates.ingest();
    };
  }

  /** As callers see it. */
  String limitName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
