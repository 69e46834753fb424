package io.meterhouse.local.junit;

import io.meterhouse.local.EngineAddresses;
import io.meterhouse.local.process.EngineStartException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The shared engines as this JVM sees them: asked for once, whatever comes of it. */
final class SharedEngines {

  private static @Nullable EngineAddresses found;
  private static @Nullable String failure;

  private SharedEngines() {}

  static synchronized EngineAddresses addresses() {
    if (failure != null) {
      // Every test class would wait for the same failure again.
      throw new EngineStartException(failure);
    }
    if (found == null) {
      try {
        Path folder = ProjectRoot.find().resolve("target").resolve("test-engines");
        found = new EngineRun(folder, RunOwner.find(), Map.of()).addresses();
      } catch (EngineStartException e) {
        failure = e.getMessage();
        throw e;
      }
    }
    return found;
  }
}
