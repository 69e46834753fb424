package io.meterhouse.kit.change;

import com.google.protobuf.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * An answer as it goes to the client.
 *
 * @param contentType null where there is no body
 * @param replayed whether an earlier request with the same key was answered so
 */
public record Reply(int status, @Nullable String contentType, ByteString body, boolean replayed) {}
