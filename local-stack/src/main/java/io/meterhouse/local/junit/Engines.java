package io.meterhouse.local.junit;

import io.meterhouse.local.EngineAddresses;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives tests the real engines: {@code @ExtendWith(Engines.class)} and a parameter {@link
 * EngineAddresses}. They are started once a Maven run, for all modules, and shared by all tests, so
 * a test makes its own names ({@link EngineAddresses#freshName}) and leaves the engines alone; one
 * that kills engines starts its own.
 */
public final class Engines implements ParameterResolver {

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == EngineAddresses.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return SharedEngines.addresses();
  }
}
