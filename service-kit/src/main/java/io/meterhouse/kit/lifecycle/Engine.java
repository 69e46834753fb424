package io.meterhouse.kit.lifecycle;

/**
 * An engine that a start waits for, as a message names it.
 *
 * @param name for example {@code Kafka}
 * @param address without secrets
 * @param setting the environment key that names the address
 */
public record Engine(String name, String address, String setting) {}
