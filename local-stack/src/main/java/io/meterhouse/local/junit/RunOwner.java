package io.meterhouse.local.junit;

import io.meterhouse.local.process.PidFile;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process whose life the engines share.
 *
 * @param startMillis tells it from a later process with the same id
 */
record RunOwner(long pid, long startMillis) {

  /** The main class of every Maven since version 2. */
  private static final String MAVEN = "org.codehaus.plexus.classworlds.launcher.Launcher";

  /** Our nearest ancestor that is Maven; this JVM where there is none, as in an IDE. */
  static RunOwner find() {
    ProcessHandle current = ProcessHandle.current();
    return of(ancestors(current).filter(RunOwner::isMaven).findFirst().orElse(current));
  }

  static RunOwner of(ProcessHandle process) {
    return new RunOwner(process.pid(), PidFile.startMillis(process));
  }

  Optional<ProcessHandle> process() {
    return PidFile.running(pid, startMillis);
  }

  private static Stream<ProcessHandle> ancestors(ProcessHandle process) {
    return Stream.iterate(
            process.parent(), Optional::isPresent, p -> p.flatMap(ProcessHandle::parent))
        .flatMap(Optional::stream);
  }

  private static boolean isMaven(ProcessHandle process) {
    return process.info().commandLine().filter(line -> line.contains(MAVEN)).isPresent();
  }
}
