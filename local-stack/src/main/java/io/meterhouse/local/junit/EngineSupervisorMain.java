package io.meterhouse.local.junit;

import io.meterhouse.local.LocalStack;
import io.meterhouse.local.StackOptions;
import io.meterhouse.local.process.Engine;
import io.meterhouse.local.process.EngineStartException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds the engines of one run of the build: starts them, tells where they are in a file, and stops
 * them when the owner of the run ends, however it ends.
 */
public final class EngineSupervisorMain {

  private static final Logger LOG = LoggerFactory.getLogger(EngineSupervisorMain.class);

  private EngineSupervisorMain() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 3) {
      System.err.println("usage: EngineSupervisorMain RUN-FOLDER OWNER-PID OWNER-START-MILLIS");
      System.exit(2);
    }
    Path runFolder = Path.of(args[0]);
    RunOwner owner = new RunOwner(Long.parseLong(args[1]), Long.parseLong(args[2]));
    try (LocalStack stack =
        LocalStack.start(StackOptions.in(runFolder.resolve("data")).forShortLife())) {
      for (Engine engine : stack.engines()) {
        LOG.info(
            "{} at {}, ready in {} ms",
            engine.name(),
            engine.address(),
            engine.startedIn().toMillis());
      }
      stack.onUnexpectedExit(message -> LOG.error("{}", message));
      Descriptor.ofThisProcess(stack.addresses()).write(Descriptor.in(runFolder));
      owner.process().ifPresent(process -> process.onExit().join());
      LOG.info("process {} has ended, and so do its engines", owner.pid());
    } catch (EngineStartException e) {
      System.err.println(e.getMessage());
      System.exit(1);
    }
  }
}
