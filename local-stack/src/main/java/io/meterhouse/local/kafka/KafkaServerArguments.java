package io.meterhouse.local.kafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Command line of {@link KafkaServerMain}; both ports are real ones. */
record KafkaServerArguments(Path dataDirectory, String host, int port, int controllerPort) {

  static final String USAGE =
      "usage: KafkaServerMain --data-dir DIR --host 127.0.0.1 --port PORT --controller-port PORT";

  private static final Set<String> NAMES =
      Set.of("--data-dir", "--host", "--port", "--controller-port");

  static KafkaServerArguments parse(String... arguments) {
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      values.put(arguments[i], arguments[i + 1]);
    }
    if (!values.keySet().equals(NAMES) || arguments.length != 2 * NAMES.size()) {
      throw new IllegalArgumentException(List.of(arguments) + ": " + USAGE);
    }
    return new KafkaServerArguments(
        Path.of(values.getOrDefault("--data-dir", "")),
        values.getOrDefault("--host", ""),
        Integer.parseInt(values.getOrDefault("--port", "")),
        Integer.parseInt(values.getOrDefault("--controller-port", "")));
  }

  List<String> toCommandLine() {
    return List.of(
        "--data-dir",
        dataDirectory.toString(),
        "--host",
        host,
        "--port",
        Integer.toString(port),
        "--controller-port",
        Integer.toString(controllerPort));
  }
}
