package io.meterhouse.local.clickhouse.library;

import java.io.IOException;
import java.nio.file.Path;

/** Brings a package file from wherever packages come from. */
@FunctionalInterface
interface PackageSource {
  /**
   * Fetches the package into an empty directory.
   *
   * @return the file, not to be trusted before its digest has been checked
   * @throws IOException if it cannot be had; the message says what to do
   */
  Path fetch(ChdbPackage wanted, Path directory) throws IOException, InterruptedException;
}
