package io.meterhouse.kit.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import org.jspecify.annotations.Nullable;

/**
 * The settings in force: of the METERHOUSE_* environment, else of the file that METERHOUSE_CONFIG
 * names, else the defaults of {@link SettingKeys}, which has the bounds too. A blank value counts
 * as absent, since compose files pass unset variables on as empty text. Reading a key that the
 * registry does not know is a programmer's error.
 */
public final class Settings {

  private static final String FILE = SettingKeys.PREFIX + "CONFIG";

  private final Map<String, String> environment;
  private final SettingsFile file;
  private final Set<String> asked = new ConcurrentSkipListSet<>();

  private Settings(Map<String, String> environment, SettingsFile file) {
    this.environment = environment;
    this.file = file;
  }

  /**
   * Keeps of {@code environment} what begins with {@code METERHOUSE_}, and reads the file that it
   * names; what is wrong with either is told by {@link #check}.
   */
  public static Settings of(Map<String, String> environment) {
    Map<String, String> own = new TreeMap<>(environment);
    own.entrySet()
        .removeIf(
            entry -> !entry.getKey().startsWith(SettingKeys.PREFIX) || entry.getValue().isBlank());
    return new Settings(own, fileOf(own));
  }

  /** With nothing set: the defaults. */
  public static Settings defaults() {
    return new Settings(Map.of(), SettingsFile.NONE);
  }

  /** The value of {@code key}, or the default; empty where there is neither. */
  public String string(String key) {
    asked.add(key);
    String value = checked(key);
    return value == null ? SettingKeys.of(key).defaultValue() : value;
  }

  /** The value of {@code key}; refuses to start without. */
  public String required(String key) {
    String value = string(key);
    if (value.isEmpty()) {
      throw new ConfigurationException(missing(SettingKeys.of(key)));
    }
    return value;
  }

  /** A whole number, or a size in bytes. */
  public int integer(String key) {
    return Math.toIntExact(wholeNumber(key));
  }

  /** A whole number, where one is set or the default has one. */
  public OptionalInt optionalInteger(String key) {
    return string(key).isEmpty() ? OptionalInt.empty() : OptionalInt.of(integer(key));
  }

  /** A whole number, or a size in bytes. */
  public long wholeNumber(String key) {
    String value = required(key);
    return SettingKeys.of(key).type() instanceof SettingType.Bytes
        ? Sizes.parse(value)
        : Long.parseLong(value);
  }

  /** A duration. */
  public Duration duration(String key) {
    return Durations.parse(required(key));
  }

  /** {@code true} or {@code false}. */
  public boolean flag(String key) {
    return Boolean.parseBoolean(required(key));
  }

  /** A secret from {@code key}, or from the file that {@code key_FILE} names; empty if neither. */
  public String secret(String key) {
    asked.add(key);
    return readSecret(key);
  }

  private String readSecret(String key) {
    String direct = raw(key);
    String named = raw(key + SettingKeys.FILE_SUFFIX);
    if (named == null) {
      return direct == null ? "" : direct;
    }
    if (direct != null) {
      throw new ConfigurationException(bothSet(key));
    }
    try {
      return Files.readString(Path.of(named)).strip();
    } catch (IOException | InvalidPathException e) {
      throw new ConfigurationException(
          bad(key + SettingKeys.FILE_SUFFIX, named, "a file that can be read"));
    }
  }

  /** What is set, by key; secrets are among it, and files of secrets are not read. */
  public Map<String, String> values() {
    Map<String, String> values = new TreeMap<>();
    file.values().keySet().forEach(key -> put(values, key));
    environment.keySet().forEach(key -> put(values, key));
    return values;
  }

  /** Where the value of a key comes from: environment, a line of the file, or default. */
  public String origin(String key) {
    return Optional.ofNullable(place(key))
        .or(() -> Optional.ofNullable(place(key + SettingKeys.FILE_SUFFIX)))
        .orElse("default");
  }

  /** The keys that were asked for so far: the registry is held against them by a test. */
  public Set<String> keysRead() {
    return Collections.unmodifiableSet(asked);
  }

  /**
   * Refuses to start where anything is wrong, telling all of it.
   *
   * @param readers whose required settings have to be there
   */
  public void check(String... readers) {
    List<String> problems = problems(readers);
    if (!problems.isEmpty()) {
      throw new ConfigurationException(
          problems.size() == 1
              ? problems.getFirst()
              : problems.size() + " settings are wrong:\n  - " + String.join("\n  - ", problems));
    }
  }

  /** Everything that is wrong, for people; never with the value of a secret. */
  public List<String> problems(String... readers) {
    List<String> problems = new ArrayList<>(file.problems());
    for (String key : environment.keySet()) {
      if (!SettingKeys.isKnown(key)) {
        problems.add(
            "unknown setting "
                + Printable.of(key)
                + SettingKeys.didYouMean(key)
                + "; `./meterhouse config` lists them all");
      }
    }
    for (SettingKey key : SettingKeys.all().values()) {
      try {
        if (key.type().isSecret()) {
          var _ = readSecret(key.name());
        } else {
          checked(key.name());
        }
      } catch (ConfigurationException e) {
        problems.add(String.valueOf(e.getMessage()));
      }
      if (key.required() && raw(key.name()) == null && isReadBy(key, readers)) {
        problems.add(missing(key));
      }
    }
    return problems;
  }

  private boolean isReadBy(SettingKey key, String... readers) {
    SettingKey.Choice forAll = key.readByAllWhere();
    boolean isReadByAll = forAll != null && isChosen(forAll);
    return List.of(readers).stream()
        .anyMatch(
            reader -> key.readers().contains(reader) || (isReadByAll && key.mayBeReadBy(reader)));
  }

  private boolean isChosen(SettingKey.Choice choice) {
    String value = raw(choice.key());
    return choice
        .value()
        .equals(value == null ? SettingKeys.of(choice.key()).defaultValue() : value);
  }

  private static SettingsFile fileOf(Map<String, String> environment) {
    String path = environment.get(FILE);
    if (path == null) {
      return SettingsFile.NONE;
    }
    try {
      return SettingsFile.read(Path.of(path.strip()));
    } catch (InvalidPathException e) {
      return new SettingsFile(Map.of(), List.of(bad(FILE, path, "a path")));
    }
  }

  private void put(Map<String, String> values, String key) {
    String value = raw(key);
    if (value != null) {
      values.put(key, value);
    }
  }

  private @Nullable String checked(String key) {
    SettingKey known = SettingKeys.of(key);
    String value = raw(key);
    if (value != null && !known.type().accepts(value)) {
      String place = place(key);
      throw new ConfigurationException(
          (place == null || place.equals("environment") ? "" : place + ": ")
              + bad(key, value, known.type().expected()));
    }
    return value;
  }

  /** The environment takes the place of the file, also where one names a file of a secret. */
  private @Nullable String raw(String key) {
    String own = environment.get(key);
    if (own != null) {
      return own.strip();
    }
    SettingsFile.Entry entry = file.values().get(key);
    if (entry == null || entry.value().isBlank() || environment.containsKey(twin(key))) {
      return null;
    }
    return entry.value().strip();
  }

  private @Nullable String place(String key) {
    if (environment.containsKey(key)) {
      return "environment";
    }
    SettingsFile.Entry entry = file.values().get(key);
    return entry == null || raw(key) == null ? null : entry.place();
  }

  private static String twin(String key) {
    return SettingKeys.isFileOfSecret(key)
        ? key.substring(0, key.length() - SettingKeys.FILE_SUFFIX.length())
        : key + SettingKeys.FILE_SUFFIX;
  }

  private static String missing(SettingKey key) {
    return key.name() + " is not set (expected: " + key.meaning() + ")";
  }

  private static String bothSet(String key) {
    return "both " + key + " and " + key + "_FILE are set (expected: one of them)";
  }

  private static String bad(String key, String value, String expected) {
    return key + ": " + masked(key, value) + " (expected: " + expected + ")";
  }

  private static String masked(String key, String value) {
    SettingKey known = SettingKeys.all().get(key);
    boolean isUrl = known != null && known.type() instanceof SettingType.Url;
    return Printable.of(isUrl ? MaskedUrl.of(value) : value);
  }
}
