package io.meterhouse.local.clickhouse.chdb;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/**
 * libchdb, loaded for the life of the process. Thread-safe: holds nothing but function addresses.
 *
 * <p>Calls take microseconds more than the fastest way would, which does not show beside the work
 * of a statement, and it keeps one shape of call for all functions.
 */
@SuppressWarnings("restricted") // calling C is what this package is for
final class Libchdb {
  private static final long UNBOUNDED = Long.MAX_VALUE;

  private final Map<ChdbFunction, MethodHandle> handles = new EnumMap<>(ChdbFunction.class);

  Libchdb(Path library) {
    Linker linker = Linker.nativeLinker();
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    for (ChdbFunction function : ChdbFunction.values()) {
      MemorySegment address = symbols.findOrThrow(function.symbol);
      handles.put(function, linker.downcallHandle(address, function.shape));
    }
  }

  MemorySegment pointer(ChdbFunction function, Object... arguments) {
    return (MemorySegment) invoke(function, arguments);
  }

  /** The text behind a pointer, or an empty one where the pointer is null. */
  String text(ChdbFunction function, Object... arguments) {
    MemorySegment text = pointer(function, arguments);
    return text.address() == 0 ? "" : text.reinterpret(UNBOUNDED).getString(0);
  }

  long number(ChdbFunction function, Object... arguments) {
    return ((Number) invoke(function, arguments)).longValue();
  }

  void run(ChdbFunction function, Object... arguments) {
    invoke(function, arguments);
  }

  private Object invoke(ChdbFunction function, Object... arguments) {
    try {
      return Objects.requireNonNull(handles.get(function)).invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("native call failed: " + function.symbol, e);
    }
  }
}
