package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.metering.TenantId;
import io.meterhouse.query.UsageInput;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A question for usage in the address. */
record QueryInput(QueryParams params) implements UsageInput {

  private static final String FILTER = "filter.";

  static QueryInput of(Context ctx) {
    return new QueryInput(QueryParams.of(ctx));
  }

  @Override
  public <T> @Nullable T as(String name, Function<String, T> reader) {
    return params.as(name, reader);
  }

  @Override
  public @Nullable TenantId tenant(String name) {
    return params.tenant(name);
  }

  @Override
  public @Nullable Instant instant(String name) {
    return params.optionalInstant(name);
  }

  @Override
  public int integer(String name, int defaultValue, int min, int max) {
    return params.integer(name, defaultValue, min, max);
  }

  @Override
  public List<String> list(String name) {
    return params.list(name);
  }

  @Override
  public SortedMap<String, List<String>> filters() {
    return params.withPrefix(FILTER);
  }

  @Override
  public boolean has(String name) {
    return params.has(name);
  }

  @Override
  public void problem(String name, String reason) {
    params.problem(name, reason);
  }

  @Override
  public void check() {
    params.check();
  }
}
