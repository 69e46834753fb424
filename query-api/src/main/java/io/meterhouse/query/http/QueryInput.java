package io.meterhouse.query.http;

import io.javalin.http.Context;
import io.meterhouse.kit.config.SettingKeys;
import io.meterhouse.kit.http.QueryParams;
import io.meterhouse.query.UsageInput;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A question for usage in the address. */
final class QueryInput implements UsageInput {

  private static final String FILTER = "filter.";

  private final Context ctx;
  private final QueryParams params;
  private final Set<String> asked = new LinkedHashSet<>();

  QueryInput(Context ctx) {
    this.ctx = ctx;
    this.params = QueryParams.of(ctx);
  }

  @Override
  public <T> @Nullable T as(String name, Function<String, T> reader) {
    asked.add(name);
    return params.as(name, reader);
  }

  @Override
  public @Nullable TenantId tenant(String name) {
    asked.add(name);
    return params.tenant(name);
  }

  @Override
  public @Nullable Instant instant(String name) {
    asked.add(name);
    return params.optionalInstant(name);
  }

  @Override
  public int integer(String name, int defaultValue, int min, int max) {
    asked.add(name);
    return params.integer(name, defaultValue, min, max);
  }

  @Override
  public List<String> list(String name) {
    asked.add(name);
    return params.list(name);
  }

  @Override
  public SortedMap<String, List<String>> filters() {
    SortedMap<String, List<String>> filters = new TreeMap<>();
    ctx.queryParamMap()
        .forEach(
            (name, values) -> {
              if (name.startsWith(FILTER)) {
                filters.put(name.substring(FILTER.length()), List.copyOf(values));
              }
            });
    return filters;
  }

  @Override
  public boolean has(String name) {
    String value = ctx.queryParam(name);
    return value != null && !value.isBlank();
  }

  @Override
  public void problem(String name, String reason) {
    params.problem(name, reason);
  }

  @Override
  public void refuseUnknown() {
    for (String name : ctx.queryParamMap().keySet()) {
      if (!asked.contains(name) && !name.startsWith(FILTER)) {
        String meant =
            SettingKeys.closest(name, asked)
                .map(known -> " (did you mean " + known + "?)")
                .orElse(" (expected: " + String.join(", ", asked) + ", " + FILTER + "DIMENSION)");
        params.problem(
            name.length() <= 80 ? name : name.substring(0, 80), "unknown parameter" + meant);
      }
    }
  }

  @Override
  public void check() {
    params.check();
  }
}
