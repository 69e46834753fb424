package io.meterhouse.kit.config;

/** Addresses in messages: without user and parameters, which may hold a password. */
final class MaskedUrl {

  private MaskedUrl() {}

  static String of(String url) {
    return url.replaceFirst("\\?.*", "").replaceFirst("//[^/@]*@", "//***@");
  }
}
