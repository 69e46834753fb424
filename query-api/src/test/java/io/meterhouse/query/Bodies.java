package io.meterhouse.query;

import io.meterhouse.kit.access.Caller;
import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;

/** Request bodies as tests write them: JSON with single quotes. */
final class Bodies {

  private Bodies() {}

  static JsonBody json(String singleQuoted) {
    try {
      return JsonBody.parse(
          singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8), Caller.SELF);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The reasons by field with which the call is refused. */
  static Map<String, String> refusal(Callable<?> call) throws Exception {
    try {
      Object answer = call.call();
      throw new AssertionError("taken: " + answer);
    } catch (ApiException e) {
      Map<String, String> reasons = new TreeMap<>();
      for (Detail detail : e.details()) {
        reasons.merge(detail.field(), detail.reason(), (one, other) -> one + " | " + other);
      }
      return reasons;
    }
  }
}
