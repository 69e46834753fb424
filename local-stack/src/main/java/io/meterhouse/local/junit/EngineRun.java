package io.meterhouse.local.junit;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.process.ChildProcess;
import io.meterhouse.local.process.EngineStartException;
import io.meterhouse.local.process.Jvm;
import io.meterhouse.local.process.ProcessSpec;
import io.meterhouse.local.process.Readiness;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The engines of one run of the build: found where a supervisor of the run is alive, started where
 * none is. Test JVMs that ask at the same time start one.
 *
 * @param folder holds a folder for each run
 * @param owner the process that the engines end with
 * @param environment added to ours for the supervisor; may name engines that run already
 */
record EngineRun(Path folder, RunOwner owner, Map<String, String> environment) {

  /** Includes unpacking PostgreSQL and fetching ClickHouse, the first time. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(5);

  private static final int SUPERVISOR_HEAP_MEGABYTES = 64;

  EngineAddresses addresses() {
    try {
      Files.createDirectories(folder);
      Path lockFile = folder.resolve("start.lock");
      try (FileChannel channel =
              FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        Optional<Descriptor> running =
            Descriptor.read(descriptorFile()).filter(Descriptor::isAlive);
        return running.isPresent() ? running.get().addresses() : startSupervisor();
      }
    } catch (IOException e) {
      throw new EngineStartException("cannot use " + folder + " for test engines: " + e, e);
    }
  }

  private EngineAddresses startSupervisor() throws IOException {
    FinishedRuns.delete(folder);
    Files.createDirectories(runFolder());
    Files.deleteIfExists(descriptorFile());
    List<String> arguments =
        List.of(
            runFolder().toString(), Long.toString(owner.pid()), Long.toString(owner.startMillis()));
    List<String> flags = new ArrayList<>(Jvm.flags(SUPERVISOR_HEAP_MEGABYTES));
    flags.add(Jvm.QUICK_COMPILER);
    ProcessSpec spec =
        ProcessSpec.of(
                "the supervisor of the test engines",
                Jvm.command(EngineSupervisorMain.class.getName(), flags, arguments),
                runFolder().resolve("supervisor.log"))
            .withEnvironment(supervisorEnvironment())
            .readyWhen(Readiness.file(descriptorFile()), START_TIMEOUT)
            .outlivingUs();
    // Not closed: it ends with the owner of the run, not with this JVM.
    ChildProcess.start(spec);
    return Descriptor.read(descriptorFile()).orElseThrow().addresses();
  }

  private Map<String, String> supervisorEnvironment() {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(Jvm.environment());
    return all;
  }

  Path runFolder() {
    return folder.resolve("run-" + owner.pid() + "-" + owner.startMillis());
  }

  Path descriptorFile() {
    return Descriptor.in(runFolder());
  }
}
