package io.meterhouse.kit.config;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One setting, as the registry describes it.
 *
 * @param name begins with {@code METERHOUSE_}
 * @param group under which it is listed
 * @param defaultValue in force where nothing is set; empty: nothing
 * @param required whether its readers refuse to start without
 * @param readers names of services, or {@link #LAUNCHER}
 * @param readByAllWhere what makes every service a reader; null: nothing does
 */
public record SettingKey(
    String name,
    String group,
    SettingType type,
    String defaultValue,
    boolean required,
    Set<String> readers,
    @Nullable Choice readByAllWhere,
    String meaning) {

  /** Another setting with a certain value. */
  public record Choice(String key, String value) {

    @Override
    public String toString() {
      return key + "=" + value;
    }
  }

  /** Reads the environment alone, before there is anything to read a file with. */
  public static final String LAUNCHER = "launcher";

  /** Copies; the default has to be a value that would be accepted. */
  public SettingKey {
    readers = Collections.unmodifiableSet(new TreeSet<>(readers));
    if (!defaultValue.isEmpty() && !type.accepts(defaultValue)) {
      throw new IllegalArgumentException(
          name + ": default " + defaultValue + " (expected: " + type.expected() + ")");
    }
  }

  /** Whether {@code service} reads it, whatever else is set or because of it. */
  public boolean mayBeReadBy(String service) {
    return readers.contains(service)
        || (readByAllWhere != null && SettingKeys.SERVICES.contains(service));
  }

  /** Whether a file cannot set it. */
  public boolean isOfEnvironmentAlone() {
    return readers.contains(LAUNCHER);
  }
}
