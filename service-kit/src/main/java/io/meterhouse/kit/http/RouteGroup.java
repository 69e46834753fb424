package io.meterhouse.kit.http;

/** Routes of one family. A module has as many groups as it serves families. */
public interface RouteGroup {

  /** How these routes case their JSON and show their errors. */
  ErrorFamily family();

  /** Adds the routes; called once, before the server listens. */
  void register(Routes routes);
}
