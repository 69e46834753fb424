package io.meterhouse.local.clickhouse.chdb;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;

/** The C functions of libchdb that this package calls, with their shapes. */
@SuppressWarnings("ImmutableEnumChecker") // a descriptor never changes, it only does not say so
enum ChdbFunction {
  VERSION("chdb_version", returning(ADDRESS)),
  SET_SIGNAL_HANDLERS_ENABLED("chdb_set_signal_handlers_enabled", nothing(JAVA_INT)),
  CONNECT("chdb_connect", returning(ADDRESS, JAVA_INT, ADDRESS)),
  CLOSE_CONNECTION("chdb_close_conn", nothing(ADDRESS)),
  SHUTDOWN("chdb_shutdown", returning(JAVA_INT)),
  QUERY("chdb_query_with_params_n", statement()),
  STREAM_QUERY("chdb_stream_query_with_params_n", statement()),
  STREAM_FETCH("chdb_stream_fetch_result", returning(ADDRESS, ADDRESS, ADDRESS)),
  STREAM_CANCEL("chdb_stream_cancel_query", nothing(ADDRESS, ADDRESS)),
  INSERT_OPEN("chdb_stream_insert_with_params_n", statement()),
  INSERT_ERROR("chdb_stream_insert_error", returning(ADDRESS, ADDRESS)),
  INSERT_APPEND("chdb_stream_append", returning(JAVA_INT, ADDRESS, ADDRESS, JAVA_LONG)),
  INSERT_DONE("chdb_stream_done", returning(ADDRESS, ADDRESS)),
  INSERT_CANCEL("chdb_stream_cancel_insert", nothing(ADDRESS)),
  INSERT_DESTROY("chdb_destroy_insert_stream", nothing(ADDRESS)),
  RESULT_BUFFER("chdb_result_buffer", returning(ADDRESS, ADDRESS)),
  RESULT_LENGTH("chdb_result_length", returning(JAVA_LONG, ADDRESS)),
  RESULT_ERROR("chdb_result_error", returning(ADDRESS, ADDRESS)),
  RESULT_ROWS("chdb_result_rows_read", returning(JAVA_LONG, ADDRESS)),
  RESULT_READ_ROWS("chdb_result_storage_rows_read", returning(JAVA_LONG, ADDRESS)),
  RESULT_READ_BYTES("chdb_result_storage_bytes_read", returning(JAVA_LONG, ADDRESS)),
  RESULT_WRITTEN_ROWS("chdb_result_rows_written", returning(JAVA_LONG, ADDRESS)),
  RESULT_WRITTEN_BYTES("chdb_result_bytes_written", returning(JAVA_LONG, ADDRESS)),
  RESULT_DESTROY("chdb_destroy_query_result", nothing(ADDRESS));

  final String symbol;
  final FunctionDescriptor shape;

  ChdbFunction(String symbol, FunctionDescriptor shape) {
    this.symbol = symbol;
    this.shape = shape;
  }

  private static FunctionDescriptor returning(MemoryLayout result, MemoryLayout... arguments) {
    return FunctionDescriptor.of(result, arguments);
  }

  private static FunctionDescriptor nothing(MemoryLayout... arguments) {
    return FunctionDescriptor.ofVoid(arguments);
  }

  /** Connection; SQL and format, each with its length; names and values of parameters; count. */
  private static FunctionDescriptor statement() {
    return FunctionDescriptor.of(
        ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS, ADDRESS,
        ADDRESS, JAVA_LONG);
  }
}
