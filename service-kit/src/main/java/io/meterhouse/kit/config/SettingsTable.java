package io.meterhouse.kit.config;

import java.util.Collection;
import java.util.List;

/** The settings as people read them, on a terminal. */
public final class SettingsTable {

  private static final String HIDDEN = "***";

  private SettingsTable() {}

  /** Every setting with type, default, readers and meaning, under the headings of the registry. */
  public static String list(Collection<SettingKey> keys) {
    StringBuilder page = new StringBuilder();
    String group = "";
    for (SettingKey key : keys) {
      if (!key.group().equals(group)) {
        group = key.group();
        page.append('\n').append(group).append("\n\n");
      }
      page.append(key.name()).append('\n');
      page.append("    ").append(key.meaning()).append('\n');
      page.append("    ").append(String.join("; ", terms(key))).append("\n\n");
    }
    return page.toString().strip() + "\n";
  }

  /** What is in force, and where it comes from; secrets are masked. */
  public static String show(Settings settings, Collection<SettingKey> keys) {
    StringBuilder page = new StringBuilder();
    for (SettingKey key : keys) {
      page.append(
          "%-44s %-32s %s%n"
              .formatted(key.name(), value(settings, key), settings.origin(key.name())));
    }
    return page.toString();
  }

  private static List<String> terms(SettingKey key) {
    String value =
        key.required() ? "required" : key.defaultValue().isEmpty() ? "not set" : key.defaultValue();
    String readers =
        key.readers().equals(SettingKeys.SERVICES)
            ? "all services"
            : String.join(", ", key.readers())
                + (key.readByAllWhere() == null
                    ? ""
                    : ", all services where " + key.readByAllWhere());
    return key.type().isSecret()
        ? List.of("secret, or " + key.name() + "_FILE names a file of it", "read by: " + readers)
        : List.of(
            "default: " + value,
            key.type().label() + ": " + key.type().expected(),
            "read by: " + readers);
  }

  private static String value(Settings settings, SettingKey key) {
    boolean isSet = !settings.origin(key.name()).equals("default");
    if (key.type().isSecret()) {
      return isSet ? HIDDEN : "-";
    }
    String value = settings.values().getOrDefault(key.name(), key.defaultValue());
    if (key.type() instanceof SettingType.Url) {
      value = MaskedUrl.of(value);
    }
    return value.isEmpty() ? "-" : Printable.of(value);
  }
}
