package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.kit.config.SettingKeys;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Problems;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request; notes problems as {@link JsonBody} does, so call {@link
 * #check()} before using what was read. A parameter given twice is refused where one is expected,
 * and so is one that nobody asked for.
 */
public final class QueryParams {

  private static final int DATE_CHARS = 10;
  private static final String CHECKED = "meterhouse.query-params.checked";

  private final Context ctx;
  private final Problems problems = new Problems();
  private final Set<String> asked = new LinkedHashSet<>();
  private final Set<String> prefixes = new LinkedHashSet<>();

  private QueryParams(Context ctx) {
    this.ctx = ctx;
  }

  /** Of this request. */
  public static QueryParams of(Context ctx) {
    return new QueryParams(ctx);
  }

  /** Text that is not blank. */
  public String text(String name) {
    String value = optionalText(name);
    if (value == null) {
      problem(name, "missing");
      return "";
    }
    return value;
  }

  /** Text, or null where absent or blank. */
  public @Nullable String optionalText(String name) {
    asked.add(name);
    List<String> values = ctx.queryParams(name);
    if (values.size() > 1) {
      problem(name, "given " + values.size() + " times (expected: once)");
    }
    return values.isEmpty() || values.getFirst().isBlank() ? null : values.getFirst();
  }

  /** Every value of a parameter that may repeat or hold a comma-separated list. */
  public List<String> list(String name) {
    asked.add(name);
    return ctx.queryParams(name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  /** The values of all parameters whose names begin so, by the rest of the name. */
  public SortedMap<String, List<String>> withPrefix(String prefix) {
    prefixes.add(prefix);
    SortedMap<String, List<String>> found = new TreeMap<>();
    ctx.queryParamMap()
        .forEach(
            (name, values) -> {
              if (name.startsWith(prefix)) {
                found.put(name.substring(prefix.length()), List.copyOf(values));
              }
            });
    return found;
  }

  /** Whether it is there and not blank. */
  public boolean has(String name) {
    asked.add(name);
    String value = ctx.queryParam(name);
    return value != null && !value.isBlank();
  }

  /** A whole number in [min, max], or the default where absent. */
  public int integer(String name, int defaultValue, int min, int max) {
    String value = optionalText(name);
    if (value == null) {
      return defaultValue;
    }
    OptionalInt number = whole(value);
    if (number.isPresent() && number.getAsInt() >= min && number.getAsInt() <= max) {
      return number.getAsInt();
    }
    problem(name, value + " (expected: a whole number from " + min + " to " + max + ")");
    return defaultValue;
  }

  /** True or false, or null where absent. */
  public @Nullable Boolean optionalFlag(String name) {
    String value = optionalText(name);
    if (value != null && !value.equals("true") && !value.equals("false")) {
      problem(name, value + " (expected: true or false)");
    }
    return value == null ? null : Boolean.valueOf(value);
  }

  /** A timestamp with its offset, or a date that stands for its UTC midnight; null where absent. */
  public @Nullable Instant optionalInstant(String name) {
    return as(
        name,
        text ->
            text.length() == DATE_CHARS
                ? TimeTexts.date(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                : TimeTexts.instant(text));
  }

  /** Text that {@code reader} turns into a value; what it refuses is noted with its message. */
  public <T> @Nullable T as(String name, Function<String, T> reader) {
    String text = optionalText(name);
    return text == null ? null : problems.read(name, text, reader);
  }

  /** As {@link #as}, and noted where absent. */
  public <T> @Nullable T required(String name, Function<String, T> reader) {
    String text = optionalText(name);
    if (text == null) {
      problem(name, "missing");
      return null;
    }
    return problems.read(name, text, reader);
  }

  /**
   * The tenant that is named, else the token's; null, and noted, where the platform asks and names
   * none.
   *
   * @throws ApiException 403 where the caller does not reach it
   */
  public @Nullable TenantId tenant(String name) {
    return Guard.caller(ctx).isPlatform()
        ? reached(required(name, TenantId::of))
        : optionalTenant(name);
  }

  /**
   * The tenant that is named, else the token's; null where the platform asks and names none.
   *
   * @throws ApiException 403 where the caller does not reach it
   */
  public @Nullable TenantId optionalTenant(String name) {
    return has(name) ? reached(as(name, TenantId::of)) : Guard.caller(ctx).tenant();
  }

  private @Nullable TenantId reached(@Nullable TenantId tenant) {
    return tenant == null ? null : TenantAccess.reached(ctx, tenant);
  }

  /** Notes a problem of the caller's own finding. */
  public void problem(String name, String reason) {
    problems.add(name, reason);
  }

  /**
   * Returns when everything was right; call it when everything that the route knows was read.
   *
   * @throws ApiException 400 with all that was not, and with the parameters that nobody read
   */
  public void check() {
    ctx.attribute(CHECKED, true);
    for (String name : ctx.queryParamMap().keySet()) {
      if (!asked.contains(name) && prefixes.stream().noneMatch(name::startsWith)) {
        problem(JsonValues.shortened(name), "unknown parameter" + meant(name));
      }
    }
    problems.check();
  }

  /** Refuses all parameters of a request whose handler looked at none. */
  static void refuseUnread(Context ctx) {
    if (ctx.attribute(CHECKED) == null) {
      of(ctx).check();
    }
  }

  private String meant(String name) {
    if (asked.isEmpty() && prefixes.isEmpty()) {
      return " (expected: none)";
    }
    return SettingKeys.closest(name, asked)
        .map(known -> " (did you mean " + known + "?)")
        .orElseGet(
            () ->
                " (expected: "
                    + Stream.concat(asked.stream(), prefixes.stream().map(it -> it + "NAME"))
                        .collect(Collectors.joining(", "))
                    + ")");
  }

  private static OptionalInt whole(String text) {
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
