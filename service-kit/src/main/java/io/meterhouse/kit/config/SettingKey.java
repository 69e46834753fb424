package io.meterhouse.kit.config;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/**
 * One setting, as the registry describes it.
 *
 * @param name begins with {@code METERHOUSE_}
 * @param group under which it is listed
 * @param defaultValue in force where nothing is set; empty: nothing
 * @param required whether its readers refuse to start without
 * @param readers names of services, or {@link #LAUNCHER}
 */
public record SettingKey(
    String name,
    String group,
    SettingType type,
    String defaultValue,
    boolean required,
    Set<String> readers,
    String meaning) {

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

  /** Whether a file cannot set it. */
  public boolean isOfEnvironmentAlone() {
    return readers.contains(LAUNCHER);
  }
}
