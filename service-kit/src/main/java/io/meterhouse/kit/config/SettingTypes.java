package io.meterhouse.kit.config;

import java.util.Arrays;
import java.util.List;

/** Reads the second column of {@code settings.txt}. */
final class SettingTypes {

  private SettingTypes() {}

  /**
   * The type that such words mean.
   *
   * @throws IllegalArgumentException where they mean none
   */
  static SettingType parse(String text) {
    List<String> words = Arrays.asList(text.split(" +"));
    List<String> rest = words.subList(1, words.size());
    return switch (words.getFirst()) {
      case "text" -> new SettingType.Text();
      case "path" -> new SettingType.Location();
      case "secret" -> new SettingType.Secret();
      case "flag" -> new SettingType.Choice(List.of("true", "false"));
      case "url" -> new SettingType.Url(rest);
      case "choice" -> new SettingType.Choice(rest);
      case "rate" -> new SettingType.PerMinute(String.join(" ", rest));
      case "count" -> {
        String[] bounds = bounds(rest);
        yield new SettingType.Count(
            Long.parseLong(bounds[0]),
            Long.parseLong(bounds[1]),
            String.join(" ", rest.subList(1, rest.size())));
      }
      case "bytes" -> {
        String[] bounds = bounds(rest);
        yield new SettingType.Bytes(Sizes.parse(bounds[0]), Sizes.parse(bounds[1]));
      }
      case "duration" -> {
        String[] bounds = bounds(rest);
        yield new SettingType.Span(Durations.parse(bounds[0]), Durations.parse(bounds[1]));
      }
      default -> throw new IllegalArgumentException("no type of settings: " + text);
    };
  }

  private static String[] bounds(List<String> words) {
    String[] bounds = words.isEmpty() ? new String[0] : words.getFirst().split("\\.\\.");
    if (bounds.length != 2) {
      throw new IllegalArgumentException("bounds: " + words + " (expected: MIN..MAX)");
    }
    return bounds;
  }
}
