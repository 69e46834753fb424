package io.meterhouse.query;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.metering.TenantId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * Which events of a tenant shall count no more, and why.
 *
 * @param ids each once, in the order in which they were named
 */
public record VoidRequest(TenantId tenant, String source, List<String> ids, String reason) {

  /** Ids of one request. */
  public static final int MAX_IDS = 1_000;

  /** As long as those of events can be. */
  static final int MAX_ID_CHARS = 256;

  static final int MAX_SOURCE_CHARS = 1_024;

  /** Copies. */
  public VoidRequest {
    ids = List.copyOf(ids);
  }

  /**
   * Reads what {@code POST /api/v1/usage/events:void} takes.
   *
   * @throws io.meterhouse.kit.http.error.ApiException 400 with every problem of the body
   */
  public static VoidRequest read(JsonBody body) {
    TenantId tenant = body.tenant("tenant_id");
    String source = body.text("source");
    if (source.length() > MAX_SOURCE_CHARS) {
      body.problem(
          "source",
          "%d characters (expected: at most %d)".formatted(source.length(), MAX_SOURCE_CHARS));
    }
    List<String> ids = ids(body);
    String reason = body.as("reason", Texts::line);
    if (!body.has("reason")) {
      body.problem("reason", "missing (expected: why these events count no more)");
    }
    body.check();
    return new VoidRequest(
        Objects.requireNonNull(tenant), source, ids, Objects.requireNonNull(reason));
  }

  private static List<String> ids(JsonBody body) {
    List<String> given = body.texts("ids");
    if (given.isEmpty() || given.size() > MAX_IDS) {
      body.problem("ids", "%d ids (expected: 1 to %d)".formatted(given.size(), MAX_IDS));
      return List.of();
    }
    Set<String> ids = new LinkedHashSet<>();
    for (int i = 0; i < given.size(); i++) {
      int length = given.get(i).length();
      if (length == 0 || length > MAX_ID_CHARS) {
        body.problem(
            "ids[" + i + "]", "%d characters (expected: 1 to %d)".formatted(length, MAX_ID_CHARS));
      }
      ids.add(given.get(i));
    }
    return new ArrayList<>(ids);
  }
}
