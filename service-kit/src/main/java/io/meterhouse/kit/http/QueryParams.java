package io.meterhouse.kit.http;

import io.javalin.http.Context;
import io.meterhouse.metering.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The query parameters of a request; notes problems as {@link JsonBody} does, so call {@link
 * #check()} before using what was read. A parameter given twice is refused where one is expected.
 */
public final class QueryParams {

  private final Context ctx;
  private final Problems problems = new Problems();

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
    List<String> values = ctx.queryParams(name);
    if (values.size() > 1) {
      problem(name, "given " + values.size() + " times (expected: once)");
    }
    return values.isEmpty() || values.getFirst().isBlank() ? null : values.getFirst();
  }

  /** Every value of a parameter that may repeat or hold a comma-separated list. */
  public List<String> list(String name) {
    return ctx.queryParams(name).stream()
        .flatMap(value -> List.of(value.split(",", -1)).stream())
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .toList();
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
        text -> {
          try {
            return text.length() == 10
                ? LocalDate.parse(text).atStartOfDay(java.time.ZoneOffset.UTC).toInstant()
                : OffsetDateTime.parse(text).toInstant();
          } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                text + " (expected: a timestamp such as 2026-11-21T10:00:00Z, or a date)", e);
          }
        });
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
    String value = ctx.queryParam(name);
    return value == null || value.isBlank()
        ? Guard.caller(ctx).tenant()
        : reached(as(name, TenantId::of));
  }

  private @Nullable TenantId reached(@Nullable TenantId tenant) {
    return tenant == null ? null : TenantAccess.reached(ctx, tenant);
  }

  /** Notes a problem of the caller's own finding. */
  public void problem(String name, String reason) {
    problems.add(name, reason);
  }

  /**
   * Returns when everything read so far was right.
   *
   * @throws ApiException 400 with all that was not
   */
  public void check() {
    problems.check();
  }

  private static OptionalInt whole(String text) {
    try {
      return OptionalInt.of(Integer.parseInt(text));
    } catch (NumberFormatException e) {
      return OptionalInt.empty();
    }
  }
}
