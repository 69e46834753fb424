package io.meterhouse.local.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The running JVM as a pattern for child JVMs: same Java, same class path. */
public final class Jvm {

  /** For a JVM that ends before better machine code has paid for its making. */
  public static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

  private static final String LOG_CONFIGURATION = "io/meterhouse/local/logback-child.xml";

  private Jvm() {}

  public static Path executable() {
    return Path.of(System.getProperty("java.home"), "bin", "java");
  }

  /** The class path of this JVM (Surefire, too, sets the property to the real one). */
  public static String classPath() {
    return System.getProperty("java.class.path");
  }

  /**
   * The command line for a main class; to be run with {@link #environment}, which carries the class
   * path: on the command line it would fill a screen of every process list.
   */
  public static List<String> command(String mainClass, List<String> flags, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(executable().toString());
    command.addAll(flags);
    command.add(mainClass);
    command.addAll(arguments);
    return command;
  }

  public static Map<String, String> environment() {
    return Map.of("CLASSPATH", classPath());
  }

  /**
   * Flags that keep the loaded classes in a file for the next start, which then has less to do. The
   * JVM writes it at its first orderly end and whenever it no longer fits. None where classes lie
   * in folders, as in a development tool: the JVM archives those of jars alone.
   */
  public static List<String> classArchive(Path file) {
    return classArchive(file, classPath());
  }

  static List<String> classArchive(Path file, String classPath) {
    if (Stream.of(classPath.split(File.pathSeparator, -1)).anyMatch(Jvm::isFolder)) {
      return List.of();
    }
    return List.of(
        "-XX:+AutoCreateSharedArchive",
        "-XX:SharedArchiveFile=" + file,
        // Without an archive it starts all the same.
        "-Xlog:cds=off",
        "-Xlog:cds+dynamic=off");
  }

  private static boolean isFolder(String entry) {
    return Files.isDirectory(Path.of(entry));
  }

  /**
   * Flags for a child of ours: a heap that starts small and is bounded, an end instead of a limp
   * when it is exhausted, and logging to its standard output whatever the class path says.
   */
  public static List<String> flags(int maxHeapMegabytes) {
    return List.of(
        "-Xms32m",
        "-Xmx" + maxHeapMegabytes + "m",
        "-XX:+UseSerialGC",
        "-XX:+ExitOnOutOfMemoryError",
        "--sun-misc-unsafe-memory-access=allow",
        "-Dlogback.configurationFile=" + LOG_CONFIGURATION);
  }
}
