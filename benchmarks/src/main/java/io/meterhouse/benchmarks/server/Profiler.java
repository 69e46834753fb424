package io.meterhouse.benchmarks.server;

import io.meterhouse.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import jdk.jfr.Configuration;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/** Records where this JVM's time and memory go; one recording at a time. */
public final class Profiler {

  private static final Duration SAMPLE_EVERY = Duration.ofMillis(10);

  private @Nullable Recording running;

  /** Begins. */
  public synchronized void start() throws IOException {
    try {
      Recording recording = new Recording(Configuration.getConfiguration("profile"));
      // Counts time on a core, in native code too, where the JVM can (Linux); the other samples
      // whatever is in Java code at that moment.
      recording.enable("jdk.CPUTimeSample").with("throttle", SAMPLE_EVERY.toMillis() + "ms");
      recording.enable("jdk.ExecutionSample").withPeriod(SAMPLE_EVERY);
      recording.start();
      running = recording;
    } catch (ParseException e) {
      throw new IOException("the JDK's own settings of a recording cannot be read", e);
    }
  }

  /** Does the work, with a recording of it in that file. */
  public void over(Path file, Runnable work) {
    try {
      start();
      work.run();
      stop(file);
    } catch (IOException e) {
      throw new BenchmarkException("no flight recording in " + file + ": " + e, e);
    }
  }

  /** Ends it and keeps it in that file. */
  public synchronized void stop(Path file) throws IOException {
    Recording recording = running;
    if (recording == null) {
      throw new IllegalStateException("nothing is being recorded");
    }
    running = null;
    try (recording) {
      recording.stop();
      recording.dump(file);
    }
  }
}
