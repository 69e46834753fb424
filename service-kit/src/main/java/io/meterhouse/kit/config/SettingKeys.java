package io.meterhouse.kit.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The one registry of every setting that any part of Meterhouse reads, with type, bounds and
 * default: code takes them from here, so list and code cannot disagree, and a typing error in a key
 * stops a start instead of leaving a default in force. New keys are added to {@code settings.txt}
 * beside this class.
 */
public final class SettingKeys {

  /** What all our keys begin with. */
  public static final String PREFIX = "METERHOUSE_";

  /** The services that one process can be. */
  public static final Set<String> SERVICES =
      Collections.unmodifiableSet(
          new TreeSet<>(List.of("ingest-api", "query-api", "rating-engine", "stream-aggregator")));

  /** With this ending, the value of a secret is read from the file that the key names. */
  static final String FILE_SUFFIX = "_FILE";

  private static final String REQUIRED = "required";
  private static final String ALL_WHERE = " +all where +";
  private static final int COLUMNS = 5;
  private static final Map<String, SettingKey> KNOWN = load();

  private SettingKeys() {}

  /** Every known key by its name, in the order in which they are listed. */
  public static Map<String, SettingKey> all() {
    return KNOWN;
  }

  static boolean isKnown(String key) {
    return KNOWN.containsKey(key) || isFileOfSecret(key);
  }

  /**
   * What is known of a key.
   *
   * @throws IllegalArgumentException where nothing is: a programmer's error
   */
  static SettingKey of(String key) {
    SettingKey known = KNOWN.get(key);
    if (known == null) {
      throw new IllegalArgumentException("register " + key + " in settings.txt first");
    }
    return known;
  }

  static boolean isFileOfSecret(String key) {
    if (!key.endsWith(FILE_SUFFIX)) {
      return false;
    }
    SettingKey secret = KNOWN.get(key.substring(0, key.length() - FILE_SUFFIX.length()));
    return secret != null && secret.type().isSecret();
  }

  static String didYouMean(String unknown) {
    return closest(unknown, KNOWN.keySet())
        .map(known -> " (did you mean " + known + "?)")
        .orElse("");
  }

  /** The candidate that a typing error most likely meant; empty where none is near. */
  public static Optional<String> closest(String typed, Iterable<String> candidates) {
    String best = null;
    int bestDistance = Math.max(2, typed.length() / 3) + 1;
    for (String candidate : candidates) {
      int distance = EditDistance.between(typed, candidate);
      if (distance < bestDistance) {
        bestDistance = distance;
        best = candidate;
      }
    }
    return Optional.ofNullable(best);
  }

  private static Map<String, SettingKey> load() {
    try (InputStream in = SettingKeys.class.getResourceAsStream("settings.txt")) {
      if (in == null) {
        throw new IllegalStateException("settings.txt is missing beside " + SettingKeys.class);
      }
      return read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Map<String, SettingKey> read(String text) {
    Map<String, SettingKey> keys = new LinkedHashMap<>();
    String group = "";
    for (String line : text.lines().toList()) {
      if (line.startsWith("[")) {
        group = line.substring(1, line.indexOf(']'));
      } else if (!line.isBlank() && !line.startsWith("#")) {
        SettingKey key = key(group, line);
        if (keys.put(key.name(), key) != null) {
          throw new IllegalStateException("settings.txt: twice: " + line);
        }
      }
    }
    return Collections.unmodifiableMap(keys);
  }

  private static SettingKey key(String group, String line) {
    List<String> columns = Arrays.stream(line.split("\\|")).map(String::strip).toList();
    if (columns.size() != COLUMNS || columns.stream().skip(COLUMNS - 1).anyMatch(String::isEmpty)) {
      throw new IllegalStateException(
          "settings.txt: " + line + " (expected: KEY | type | default | readers | meaning)");
    }
    boolean required = columns.get(2).equals(REQUIRED);
    String[] readers = columns.get(3).split(ALL_WHERE, 2);
    return new SettingKey(
        columns.getFirst(),
        group,
        SettingTypes.parse(columns.get(1)),
        required ? "" : columns.get(2),
        required,
        readers(readers[0]),
        readers.length == 1 ? null : choice(readers[1]),
        columns.getLast());
  }

  private static SettingKey.Choice choice(String text) {
    String[] parts = text.split("=", 2);
    if (parts.length != 2) {
      throw new IllegalStateException("settings.txt: " + text + " (expected: KEY=VALUE)");
    }
    return new SettingKey.Choice(parts[0], parts[1]);
  }

  private static Set<String> readers(String text) {
    Set<String> readers = text.equals("all") ? SERVICES : new TreeSet<>(List.of(text.split(" +")));
    for (String reader : readers) {
      if (!SERVICES.contains(reader) && !reader.equals(SettingKey.LAUNCHER)) {
        throw new IllegalStateException("settings.txt: nobody is called " + reader);
      }
    }
    return readers;
  }
}
