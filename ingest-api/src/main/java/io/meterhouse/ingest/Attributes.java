package io.meterhouse.ingest;

import io.meterhouse.metering.DataValue;
import io.meterhouse.metering.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads the fields of one JSON object; a JSON null counts as absent. */
final class Attributes {

  private static final int MAX_SHOWN_CHARACTERS = 60;

  private final Fields fields;

  Attributes(Fields fields) {
    this.fields = fields;
  }

  /** The fields by their names. */
  @FunctionalInterface
  interface Fields {

    /** Null where absent. */
    @Nullable DataValue get(String name);
  }

  /** Null where absent. */
  @Nullable DataValue get(String name) {
    DataValue value = fields.get(name);
    return value instanceof DataValue.Null ? null : value;
  }

  /** Text that is there, not empty, printable, and not longer than {@code max}. */
  String text(String name, int max) {
    String text = optionalText(name, max);
    if (text.isEmpty()) {
      throw get(name) == null
          ? Refusal.missing(name)
          : new Refusal(Refusal.MISSING_FIELD, name, "empty");
    }
    return text;
  }

  /** As {@link #text}, and empty where absent. */
  String optionalText(String name, int max) {
    DataValue value = get(name);
    if (value == null) {
      return "";
    }
    if (!(value instanceof DataValue.Text(String text))) {
      throw Refusal.wrongType(name, kind(value), "a string");
    }
    if (text.length() > max) {
      throw new Refusal(
          name.toUpperCase(java.util.Locale.ROOT) + "_TOO_LONG",
          name,
          text.length() + " characters (expected: at most " + max + ")");
    }
    for (int i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        throw new Refusal(
            Refusal.INVALID_TEXT,
            name,
            "control character U+%04X at %d (expected: none)".formatted((int) text.charAt(i), i));
      }
    }
    return text;
  }

  /** The tenant under any of the names, else the request's. */
  TenantId tenant(Sender sender, String... names) {
    String found = "";
    for (String name : names) {
      String text = optionalText(name, Integer.MAX_VALUE);
      if (!found.isEmpty() && !text.isEmpty() && !found.equals(text)) {
        throw new Refusal(
            Refusal.TENANT_INVALID,
            name,
            shown(text) + " (expected: the same as " + names[0] + ")");
      }
      found = text.isEmpty() ? found : text;
    }
    if (!found.isEmpty()) {
      TenantId named = tenant(names[0], found);
      if (!sender.caller().reaches(named)) {
        throw new Refusal(
            Refusal.TENANT_FORBIDDEN, names[0], named.value() + " (expected: the token's tenant)");
      }
      return named;
    }
    if (sender.tenant() == null) {
      throw new Refusal(
          Refusal.TENANT_MISSING, names[0], "missing (expected: it, or the header X-Tenant-Id)");
    }
    return sender.tenant();
  }

  static TenantId tenant(String field, String text) {
    try {
      return TenantId.of(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal(
          Refusal.TENANT_INVALID, field, e.getMessage() == null ? shown(text) : e.getMessage());
    }
  }

  /** A timestamp with its offset; null where absent. */
  @Nullable Instant optionalTime(String name) {
    DataValue value = get(name);
    if (value == null) {
      return null;
    }
    if (!(value instanceof DataValue.Text(String text))) {
      throw Refusal.wrongType(name, kind(value), "a string such as 2026-11-21T10:00:00.123Z");
    }
    try {
      return EventTime.parse(text);
    } catch (DateTimeException e) {
      throw new Refusal(
          Refusal.TIMESTAMP_INVALID,
          name,
          shown(text) + " (expected: RFC 3339 with an offset, such as 2026-11-21T10:00:00.123Z)");
    }
  }

  static String shown(String text) {
    return text.length() <= MAX_SHOWN_CHARACTERS
        ? text
        : text.substring(0, MAX_SHOWN_CHARACTERS) + "…";
  }

  static String kind(DataValue value) {
    return switch (value) {
      case DataValue.Text(String text) -> "string " + shown(text);
      case DataValue.Number(String literal) -> "number " + shown(literal);
      case DataValue.Bool(boolean truth) -> "boolean " + truth;
      case DataValue.Null ignored -> "null";
      case DataValue.Obj ignored -> "an object";
      case DataValue.Arr ignored -> "an array";
    };
  }
}
