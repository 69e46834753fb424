package io.meterhouse.kit.access.token;

/**
 * Somebody whose tokens are believed.
 *
 * @param name the claim {@code iss}, to the letter
 * @param speaksForPlatform whether its tokens may be the platform's and act for users
 * @param callerPrefix what makes its subjects unlike those of any other issuer
 */
record TrustedIssuer(
    String name, boolean speaksForPlatform, String callerPrefix, IssuerKeys keys) {}
