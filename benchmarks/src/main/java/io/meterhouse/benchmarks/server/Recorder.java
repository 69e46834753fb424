package io.meterhouse.benchmarks.server;

/** What is measured of work, and by whom. */
@FunctionalInterface
public interface Recorder {

  /** Nothing more is measured than always. */
  Recorder NONE = Runnable::run;

  /** Does the work. */
  void over(Runnable work);
}
