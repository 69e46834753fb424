package io.meterhouse.kit.config;

/** Addresses in messages: without user and parameters, which may hold a password. */
final class MaskedUrl {

  private MaskedUrl() {}

  static String of(String url) {
    // To the last @: a password may hold slashes and further ones, unescaped.
    return url.replaceFirst("(?s)\\?.*", "").replaceFirst("(?s)//.*@", "//***@");
  }
}
