package io.meterhouse.allinone;

import io.meterhouse.kit.config.ConfigurationException;
import io.meterhouse.kit.config.SettingKey;
import io.meterhouse.kit.config.SettingKeys;
import io.meterhouse.kit.config.Settings;
import io.meterhouse.kit.config.SettingsTable;
import java.io.PrintStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Explains the settings, checks those of this environment, or shows what is in force. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Explains every setting with its default and unit.")
final class ConfigCommand implements Callable<Integer> {

  private final Map<String, String> environment;
  private final PrintStream out;

  @Option(
      names = "--check",
      description =
          "read the environment and METERHOUSE_CONFIG, tell all that is wrong, exit 1 then")
  private boolean check;

  @Option(
      names = "--show",
      description = "show what is in force and where it comes from; secrets are masked")
  private boolean show;

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "of that service alone, with --check also what it misses")
  private @Nullable String service;

  ConfigCommand(Map<String, String> environment, PrintStream out) {
    this.environment = Map.copyOf(environment);
    this.out = out;
  }

  @Override
  public Integer call() {
    refuseUnknownService();
    Collection<SettingKey> keys = keys();
    if (!check && !show) {
      out.println(
          "Settings are environment variables, or lines KEY: value of the YAML file that"
              + " METERHOUSE_CONFIG names;");
      out.println("up, demo and service refuse what is not one of these.");
      out.println();
      out.print(SettingsTable.list(keys));
      return 0;
    }
    Settings settings = Settings.of(environment);
    if (show) {
      out.print(SettingsTable.show(settings, keys));
    }
    return check ? check(settings) : 0;
  }

  private int check(Settings settings) {
    List<String> problems = service == null ? settings.problems() : settings.problems(service);
    problems.forEach(problem -> out.println("wrong: " + problem));
    if (problems.isEmpty()) {
      out.println("the settings are right");
    }
    return problems.isEmpty() ? 0 : 1;
  }

  private void refuseUnknownService() {
    if (service != null && !SettingKeys.SERVICES.contains(service)) {
      throw new ConfigurationException(
          "service: %s (expected: %s)".formatted(service, String.join(", ", SettingKeys.SERVICES)));
    }
  }

  private Collection<SettingKey> keys() {
    return SettingKeys.all().values().stream()
        .filter(key -> service == null || key.mayBeReadBy(service))
        .toList();
  }
}
