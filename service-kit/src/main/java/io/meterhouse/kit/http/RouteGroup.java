package io.meterhouse.kit.http;

/** Routes of one family. A module has as many groups as it serves families. */
public interface RouteGroup {

  /** How these routes case their JSON and show their errors. */
  ErrorFamily family();

  /** Adds the routes; called once, before the server listens. */
  void register(Routes routes);

  /** Routes of the commercial operations API, and ours beside it. */
  interface Operations extends RouteGroup {
    @Override
    default ErrorFamily family() {
      return ErrorFamily.OPERATIONS;
    }
  }

  /** Routes of the pricing API. */
  interface Pricing extends RouteGroup {
    @Override
    default ErrorFamily family() {
      return ErrorFamily.PRICING;
    }
  }
}
