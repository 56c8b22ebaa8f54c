package org.mollify.server.access;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each request, when its answer has been written, through the logger of this
 * class's name. It holds neither queries nor headers, where secrets could be; requests that cannot
 * be read are logged, too.
 */
public final class AccessLog implements RequestLog {
  private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
  private static final JsonFactory JSON = new JsonFactory();

  private final BooleanSupplier on;

  /**
   * A log.
   *
   * @param on whether to write lines now
   */
  public AccessLog(BooleanSupplier on) {
    this.on = on;
  }

  @Override
  public void log(Request request, Response response) {
    if (on.getAsBoolean() && LOG.isInfoEnabled()) {
      LOG.info(line(request, response));
    }
  }

  private static String line(Request request, Response response) {
    RequestTrace trace = RequestTrace.of(request);
    long begun = request.getBeginNanoTime();
    double micros = TimeUnit.NANOSECONDS.toMicros(trace.answeredNanos() - begun);
    StringWriter text = new StringWriter(256);
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeStringField("time", Instant.ofEpochMilli(Request.getTimeStamp(request)).toString());
      json.writeStringField("requestId", trace.id());
      json.writeStringField("method", request.getMethod());
      json.writeStringField("route", trace.route());
      json.writeStringField("model", trace.model());
      json.writeNumberField("status", response.getStatus());
      json.writeNumberField("bytes", Response.getContentBytesWritten(response));
      json.writeNumberField("milliseconds", micros / 1000);
      json.writeStringField("key", trace.key());
      json.writeStringField("client", trace.client());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
