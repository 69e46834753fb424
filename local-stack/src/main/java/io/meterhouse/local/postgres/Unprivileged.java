package io.meterhouse.local.postgres;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** PostgreSQL refuses to run as root. */
final class Unprivileged {

  /** For messages, where that is what may have gone wrong. */
  static final String ROOT_REMEDY =
      "PostgreSQL does not run as root; a user namespace (unshare -U) is used to get around that,"
          + " which this machine may forbid. If so, run as another user,"
          + " or name a server in METERHOUSE_POSTGRES_URL.";

  private Unprivileged() {}

  static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  /**
   * The command as it can be run by this user. A user namespace without a mapping makes root look
   * like nobody to the program, while its files still belong to it.
   */
  static List<String> command(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("unshare", "-U"));
    }
    command.add(program.toString());
    command.addAll(arguments);
    return command;
  }
}
