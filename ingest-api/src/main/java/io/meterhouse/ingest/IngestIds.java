package io.meterhouse.ingest;

import com.github.f4b6a3.ulid.UlidFactory;
import java.security.SecureRandom;
import java.time.InstantSource;

/** Ingest ids sort by acceptance: {@code ing-} and a ULID that only grows in this process. */
final class IngestIds {

  static final String PREFIX = "ing-";

  private final UlidFactory ulids;

  IngestIds(InstantSource clock) {
    this.ulids = UlidFactory.newMonotonicInstance(new SecureRandom(), clock::millis);
  }

  String next() {
    return PREFIX + ulids.create();
  }
}
