package io.meterhouse.kit.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The one registry of every environment key that any part of Meterhouse reads, so that a typing
 * error in a key stops a start instead of leaving a default in force. New keys are added to {@code
 * settings.txt} beside this class.
 */
public final class SettingKeys {

  /** What all our keys begin with. */
  public static final String PREFIX = "METERHOUSE_";

  /** With this ending, the value of a secret is read from the file that the key names. */
  static final String FILE_SUFFIX = "_FILE";

  private static final SortedMap<String, String> KNOWN = load();

  private SettingKeys() {}

  /** Every known key with its one-line description. */
  public static SortedMap<String, String> all() {
    return new TreeMap<>(KNOWN);
  }

  static boolean isKnown(String key) {
    return KNOWN.containsKey(key)
        || (key.endsWith(FILE_SUFFIX)
            && KNOWN.containsKey(key.substring(0, key.length() - FILE_SUFFIX.length())));
  }

  static Optional<String> closestTo(String unknown) {
    return closest(unknown, KNOWN.keySet());
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

  private static SortedMap<String, String> load() {
    SortedMap<String, String> keys = new TreeMap<>(Comparator.naturalOrder());
    try (InputStream in = SettingKeys.class.getResourceAsStream("settings.txt")) {
      if (in == null) {
        throw new IllegalStateException("settings.txt is missing beside " + SettingKeys.class);
      }
      new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .forEach(line -> put(keys, line));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return keys;
  }

  private static void put(SortedMap<String, String> keys, String line) {
    int space = line.indexOf(' ');
    if (space < 0 || keys.put(line.substring(0, space), line.substring(space).strip()) != null) {
      throw new IllegalStateException("settings.txt: no description, or twice: " + line);
    }
  }
}
