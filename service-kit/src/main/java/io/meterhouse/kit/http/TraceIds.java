package io.meterhouse.kit.http;

import com.github.f4b6a3.ulid.UlidFactory;
import io.meterhouse.kit.http.edge.HeaderNames;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Gives each request an id: the client's own where it is harmless, else {@code req-} + ULID. */
final class TraceIds {

  static final String HEADER = HeaderNames.REQUEST_ID;

  // It is written into logs and headers, so nothing that breaks a line or a quoting may pass.
  private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9._:=/+-]{1,128}");

  private final UlidFactory ulids = UlidFactory.newInstance(new SecureRandom());
  private final InstantSource clock;

  TraceIds(InstantSource clock) {
    this.clock = clock;
  }

  String of(@Nullable String fromClient) {
    if (fromClient != null && HARMLESS.matcher(fromClient).matches()) {
      return fromClient;
    }
    return "req-" + ulids.create(clock.millis());
  }
}
