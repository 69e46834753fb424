package io.meterhouse.kit.config;

/** The environment does not say what it must, or says something unusable: the process must stop. */
public final class ConfigurationException extends RuntimeException {

  /**
   * Tells what is wrong.
   *
   * @param message names the key, what came and what was expected; never a secret's value
   */
  public ConfigurationException(String message) {
    super(message);
  }
}
