package io.meterhouse.kit.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * A YAML file of settings: one flat mapping of our keys, under the names that the environment has.
 *
 * @param values by key; a blank one is absent
 * @param problems all of them, each with the file and its line; never a value
 */
record SettingsFile(Map<String, Entry> values, List<String> problems) {

  private static final long MAX_BYTES = 1024 * 1024;

  static final SettingsFile NONE = new SettingsFile(Map.of(), List.of());

  /**
   * A value and where it stands.
   *
   * @param place as {@code FILE:LINE}
   */
  record Entry(String value, String place) {}

  static SettingsFile read(Path file) {
    Reading reading = new Reading(file);
    try {
      if (Files.size(file) > MAX_BYTES) {
        return failed(file + " is larger than " + Sizes.format(MAX_BYTES) + " of settings");
      }
      reading.take(Files.readString(file));
      reading.checkPermissions();
    } catch (MarkedYAMLException e) {
      // Its message shows a piece of the file, which may be a secret.
      Mark mark = e.getProblemMark();
      reading.problem(mark, "is not YAML");
    } catch (YAMLException e) {
      reading.problem(null, "is not YAML");
    } catch (IOException e) {
      return failed("METERHOUSE_CONFIG: " + file + " (expected: a file in UTF-8 that can be read)");
    }
    return new SettingsFile(reading.values, reading.problems);
  }

  private static SettingsFile failed(String problem) {
    return new SettingsFile(Map.of(), List.of(problem));
  }

  /** The state of one reading. */
  private static final class Reading {

    private final Path file;
    private final Map<String, Entry> values = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    private Reading(Path file) {
      this.file = file;
    }

    private void take(String text) {
      Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
      Node root = yaml.compose(new java.io.StringReader(text));
      if (root == null) {
        return;
      }
      if (!(root instanceof MappingNode mapping)) {
        problem(root.getStartMark(), "expected: lines of KEY: value");
        return;
      }
      mapping.getValue().forEach(this::take);
    }

    private void take(NodeTuple tuple) {
      Mark mark = tuple.getKeyNode().getStartMark();
      if (!(tuple.getKeyNode() instanceof ScalarNode keyNode)) {
        problem(mark, "a key that is no word (expected: KEY: value)");
        return;
      }
      String key = keyNode.getValue();
      if (!SettingKeys.isKnown(key)) {
        problem(mark, "unknown setting " + Printable.of(key) + SettingKeys.didYouMean(key));
      } else if (!SettingKeys.isFileOfSecret(key) && SettingKeys.of(key).isOfEnvironmentAlone()) {
        problem(mark, key + " is read from the environment alone");
      } else if (!(tuple.getValueNode() instanceof ScalarNode value)) {
        problem(mark, key + ": a list or mapping (expected: one value)");
      } else if (values.put(key, new Entry(value.getValue(), place(mark))) != null) {
        problem(mark, key + " is set twice");
      }
    }

    /** Whoever has an account on the machine could read the secret. */
    private void checkPermissions() throws IOException {
      List<String> secrets =
          values.keySet().stream()
              .filter(key -> !SettingKeys.isFileOfSecret(key))
              .filter(key -> SettingKeys.of(key).type().isSecret())
              .toList();
      PosixFileAttributeView posix = Files.getFileAttributeView(file, PosixFileAttributeView.class);
      if (secrets.isEmpty() || posix == null) {
        return;
      }
      if (posix.readAttributes().permissions().contains(PosixFilePermission.OTHERS_READ)) {
        problems.add(
            "%s holds %s and can be read by everybody (expected: chmod 600, or %s_FILE)"
                .formatted(file, String.join(" and ", secrets), secrets.getFirst()));
      }
    }

    private void problem(@Nullable Mark mark, String what) {
      problems.add((mark == null ? file.toString() : place(mark)) + ": " + what);
    }

    private String place(Mark mark) {
      return file + ":" + (mark.getLine() + 1);
    }
  }
}
