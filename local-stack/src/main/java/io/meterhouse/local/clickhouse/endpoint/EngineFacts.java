package io.meterhouse.local.clickhouse.endpoint;

import io.meterhouse.local.clickhouse.chdb.ChdbConnection;
import io.meterhouse.local.clickhouse.chdb.ChdbEngine;

/** What every response says of the engine; does not change while it runs. */
record EngineFacts(String version, String timeZone, String displayName) {
  static EngineFacts of(ChdbEngine engine) {
    try (ChdbConnection connection = engine.connect()) {
      return new EngineFacts(
          connection.text("SELECT version()"),
          connection.text("SELECT serverTimezone()"),
          connection.text("SELECT hostName()"));
    }
  }

  String versionSuffix() {
    return " (version %s)".formatted(version);
  }
}
