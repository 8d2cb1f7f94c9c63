package dev.bifrost.audit.content;

import dev.bifrost.api.CallRecord;
import dev.bifrost.api.Content;
import dev.bifrost.api.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** What is kept of a call's two texts, as one JSON document: {@code {"request": {…}, "answer": {…}}}, deflated and encrypted. */
record Sheet(
        Json.Obj json,
        long requestBytes,
        long answerBytes,
        @Nullable String answerHash,
        boolean requestCut,
        boolean answerCut,
        boolean redacted,
        @Nullable Shown shown) {

    /** {@code length}: of the whole request, as far as it is known; {@code toShow}: whether it is to be shown too. */
    static Sheet of(CallContent content, long length, Redactor.Pass pass, boolean toShow) {
        content.read();
        long requestBytes = Math.max(length, content.requestBytes());
        Text request = content.request(requestBytes);
        Text answer = content.answer();
        Json.Obj json = new Json.Obj();
        boolean withheld = false;
        Json.Arr marks = new Json.Arr();
        boolean redacted = false;
        try {
            json.put("request", request.redacted(pass));
            json.put("answer", answer.redacted(pass));
            redacted = pass.redacted();
            marks = toShow ? answer.marks(pass) : marks;
        } catch (Overdue | StackOverflowError e) {
            withheld = true;
            String why = e instanceof Overdue ? e.getMessage() : "a text is too much for a pattern";
            json = new Json.Obj().put("withheld", "[redacted: " + why + "]");
        }
        return new Sheet(
                json,
                requestBytes,
                content.answerBytes(),
                content.answerHash(),
                withheld || request.cut(),
                withheld || answer.cut(),
                withheld || redacted,
                toShow ? Shown.of(json, marks, request.cut(), answer.cut(), redacted) : null);
    }

    byte[] sealed(DataKey key) {
        try {
            var plain = new ByteArrayOutputStream();
            try (var deflating = new DeflaterOutputStream(plain)) {
                json.writeTo(deflating);
            }
            return Sealing.seal(key.key(), plain.toByteArray(), key.id());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Null if it was not sealed with this key. */
    static byte @Nullable [] opened(byte[] sealed, DataKey key) {
        byte[] plain = Sealing.open(key.key(), sealed, key.id());
        if (plain == null) {
            return null;
        }
        try (var inflating = new InflaterInputStream(new ByteArrayInputStream(plain))) {
            return inflating.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    Content content(String subject, byte[] sealed, String key) {
        return new Content(
                sha256(sealed),
                subject,
                key,
                requestBytes,
                answerBytes,
                answerHash,
                requestCut,
                answerCut,
                redacted,
                null);
    }

    /** What a record says whose content could not be kept. */
    static Content missing(String subject, CallRecord record, String why) {
        return new Content(null, subject, null, record.bytesIn(), record.bytesOut(), null, true, true, false, why);
    }
}
