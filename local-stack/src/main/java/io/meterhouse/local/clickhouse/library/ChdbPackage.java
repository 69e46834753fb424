package io.meterhouse.local.clickhouse.library;

import java.util.Locale;
import java.util.Optional;

/**
 * The npm package that carries libchdb for one kind of machine, pinned by digest.
 *
 * @param sha512 of the package file, base64
 * @param unpackedBytes what it needs on disk
 */
record ChdbPackage(String name, String version, String sha512, long unpackedBytes) {
  private static final long MEBIBYTE = 1024 * 1024;

  private static final ChdbPackage LINUX_X64 =
      new ChdbPackage(
          "@chdb/lib-linux-x64-gnu",
          "26.7.3-stable.1",
          "XP97mMqnc5tZpKQywR8N7cLTsHNiTmHr30pC5mzo3jWmukjKn2IBa60c2B/gWUNcuFjOMjWoorQICCqBVj5wpw==",
          800 * MEBIBYTE);

  /** For the machine with these system properties; nothing where none has been checked. */
  static Optional<ChdbPackage> of(String osName, String osArch) {
    boolean isLinux = osName.toLowerCase(Locale.ROOT).equals("linux");
    boolean isX64 = osArch.equals("amd64") || osArch.equals("x86_64");
    return isLinux && isX64 ? Optional.of(LINUX_X64) : Optional.empty();
  }

  String specifier() {
    return name + "@" + version;
  }

  /** Names the folder in the cache, so that versions do not meet. */
  String folder() {
    return name.substring(name.indexOf('/') + 1) + "-" + version;
  }
}
