/*eslint-disable block-scoped-var, id-length, no-control-regex, no-magic-numbers, no-mixed-operators, no-prototype-builtins, no-redeclare, no-shadow, no-var, sort-vars, default-case, jsdoc/require-param*/
import $protobuf from "protobufjs/minimal.js";

$protobuf.util.Long = null;
$protobuf.configure();

// Common aliases
const $Reader = $protobuf.Reader, $Writer = $protobuf.Writer, $util = $protobuf.util;
const $Object = $util.global.Object, $undefined = $util.global.undefined, $Error = $util.global.Error, $RangeError = $util.global.RangeError;

// Exported root namespace
const $root = $protobuf.roots["default"] || ($protobuf.roots["default"] = {});

export const parley = $root.parley = (() => {

    /**
     * Namespace parley.
     * @exports parley
     * @namespace
     */
    const parley = {};

    parley.v1 = (function() {

        /**
         * Namespace v1.
         * @memberof parley
         * @namespace
         */
        const v1 = {};

        v1.Envelope = (function() {

            /**
             * Properties of an Envelope.
             * @typedef {Object} parley.v1.Envelope.$Properties
             * @property {Uint8Array|null} [id] Envelope id
             * @property {string|null} [from] Envelope from
             * @property {string|null} [to] Envelope to
             * @property {number|null} [createdMs] Envelope createdMs
             * @property {number|null} [expiresMs] Envelope expiresMs
             * @property {string|null} [traceparent] Envelope traceparent
             * @property {parley.v1.Hello.$Properties|null} [hello] Envelope hello
             * @property {parley.v1.Message.$Properties|null} [message] Envelope message
             * @property {parley.v1.ExchangeRequest.$Properties|null} [request] Envelope request
             * @property {parley.v1.ExchangeResponse.$Properties|null} [response] Envelope response
             * @property {parley.v1.ExchangeChunk.$Properties|null} [chunk] Envelope chunk
             * @property {parley.v1.ExchangeEnd.$Properties|null} [end] Envelope end
             * @property {parley.v1.Part.$Properties|null} [part] Envelope part
             * @property {parley.v1.Withdrawn.$Properties|null} [withdrawn] Envelope withdrawn
             * @property {"hello"|"message"|"request"|"response"|"chunk"|"end"|"part"|"withdrawn"} [body] Envelope body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Envelope.
             * @memberof parley.v1
             * @interface IEnvelope
             * @augments parley.v1.Envelope.$Properties
             * @deprecated Use parley.v1.Envelope.$Properties instead.
             */

            /**
             * Narrowed shape of an Envelope.
             * @typedef {{
             *   id?: Uint8Array|null;
             *   from?: string|null;
             *   to?: string|null;
             *   createdMs?: number|null;
             *   expiresMs?: number|null;
             *   traceparent?: string|null;
             *   hello?: parley.v1.Hello.$Shape|null;
             *   message?: parley.v1.Message.$Shape|null;
             *   request?: parley.v1.ExchangeRequest.$Shape|null;
             *   response?: parley.v1.ExchangeResponse.$Shape|null;
             *   chunk?: parley.v1.ExchangeChunk.$Shape|null;
             *   end?: parley.v1.ExchangeEnd.$Shape|null;
             *   part?: parley.v1.Part.$Shape|null;
             *   withdrawn?: parley.v1.Withdrawn.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ body?: undefined; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "hello"; hello: parley.v1.Hello.$Shape; message?: null; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "message"; hello?: null; message: parley.v1.Message.$Shape; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "request"; hello?: null; message?: null; request: parley.v1.ExchangeRequest.$Shape; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "response"; hello?: null; message?: null; request?: null; response: parley.v1.ExchangeResponse.$Shape; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "chunk"; hello?: null; message?: null; request?: null; response?: null; chunk: parley.v1.ExchangeChunk.$Shape; end?: null; part?: null; withdrawn?: null }|{ body?: "end"; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end: parley.v1.ExchangeEnd.$Shape; part?: null; withdrawn?: null }|{ body?: "part"; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end?: null; part: parley.v1.Part.$Shape; withdrawn?: null }|{ body?: "withdrawn"; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn: parley.v1.Withdrawn.$Shape })
             * )} parley.v1.Envelope.$Shape
             */

            /**
             * Constructs a new Envelope.
             * @memberof parley.v1
             * @classdesc Represents an Envelope.
             * @constructor
             * @param {parley.v1.Envelope.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Envelope = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Envelope id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.id = $util.newBuffer([]);

            /**
             * Envelope from.
             * @member {string} from
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.from = "";

            /**
             * Envelope to.
             * @member {string} to
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.to = "";

            /**
             * Envelope createdMs.
             * @member {number} createdMs
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.createdMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Envelope expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Envelope traceparent.
             * @member {string} traceparent
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.traceparent = "";

            /**
             * Envelope hello.
             * @member {parley.v1.Hello.$Properties|null|undefined} hello
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.hello = null;

            /**
             * Envelope message.
             * @member {parley.v1.Message.$Properties|null|undefined} message
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.message = null;

            /**
             * Envelope request.
             * @member {parley.v1.ExchangeRequest.$Properties|null|undefined} request
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.request = null;

            /**
             * Envelope response.
             * @member {parley.v1.ExchangeResponse.$Properties|null|undefined} response
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.response = null;

            /**
             * Envelope chunk.
             * @member {parley.v1.ExchangeChunk.$Properties|null|undefined} chunk
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.chunk = null;

            /**
             * Envelope end.
             * @member {parley.v1.ExchangeEnd.$Properties|null|undefined} end
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.end = null;

            /**
             * Envelope part.
             * @member {parley.v1.Part.$Properties|null|undefined} part
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.part = null;

            /**
             * Envelope withdrawn.
             * @member {parley.v1.Withdrawn.$Properties|null|undefined} withdrawn
             * @memberof parley.v1.Envelope
             * @instance
             */
            Envelope.prototype.withdrawn = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Envelope body.
             * @member {"hello"|"message"|"request"|"response"|"chunk"|"end"|"part"|"withdrawn"|undefined} body
             * @memberof parley.v1.Envelope
             * @instance
             */
            $Object.defineProperty(Envelope.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["hello", "message", "request", "response", "chunk", "end", "part", "withdrawn"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link parley.v1.Envelope.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Envelope
             * @static
             * @param {parley.v1.Envelope.$Properties} message Envelope message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Envelope.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.to);
                if (message.createdMs != null && $Object.hasOwnProperty.call(message, "createdMs") && (typeof message.createdMs === "object" ? message.createdMs.low || message.createdMs.high : message.createdMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.createdMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.expiresMs);
                if (message.traceparent != null && $Object.hasOwnProperty.call(message, "traceparent") && message.traceparent !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.traceparent);
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.parley.v1.Hello.encode(message.hello, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.message != null && $Object.hasOwnProperty.call(message, "message"))
                    $root.parley.v1.Message.encode(message.message, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.request != null && $Object.hasOwnProperty.call(message, "request"))
                    $root.parley.v1.ExchangeRequest.encode(message.request, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.response != null && $Object.hasOwnProperty.call(message, "response"))
                    $root.parley.v1.ExchangeResponse.encode(message.response, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.chunk != null && $Object.hasOwnProperty.call(message, "chunk"))
                    $root.parley.v1.ExchangeChunk.encode(message.chunk, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.end != null && $Object.hasOwnProperty.call(message, "end"))
                    $root.parley.v1.ExchangeEnd.encode(message.end, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.part != null && $Object.hasOwnProperty.call(message, "part"))
                    $root.parley.v1.Part.encode(message.part, writer.uint32(/* id 14, wireType 2 =*/114).fork(), _depth + 1).ldelim();
                if (message.withdrawn != null && $Object.hasOwnProperty.call(message, "withdrawn"))
                    $root.parley.v1.Withdrawn.encode(message.withdrawn, writer.uint32(/* id 15, wireType 2 =*/122).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Envelope
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Envelope & parley.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Envelope.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Envelope();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdMs = value;
                            else
                                delete message.createdMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.traceparent = value;
                            else
                                delete message.traceparent;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.parley.v1.Hello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            message.body = "hello";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.message = $root.parley.v1.Message.decode(reader, reader.size(), $undefined, _depth + 1, message.message);
                            message.body = "message";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.request = $root.parley.v1.ExchangeRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.request);
                            message.body = "request";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.response = $root.parley.v1.ExchangeResponse.decode(reader, reader.size(), $undefined, _depth + 1, message.response);
                            message.body = "response";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.chunk = $root.parley.v1.ExchangeChunk.decode(reader, reader.size(), $undefined, _depth + 1, message.chunk);
                            message.body = "chunk";
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.end = $root.parley.v1.ExchangeEnd.decode(reader, reader.size(), $undefined, _depth + 1, message.end);
                            message.body = "end";
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            message.part = $root.parley.v1.Part.decode(reader, reader.size(), $undefined, _depth + 1, message.part);
                            message.body = "part";
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            message.withdrawn = $root.parley.v1.Withdrawn.decode(reader, reader.size(), $undefined, _depth + 1, message.withdrawn);
                            message.body = "withdrawn";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Envelope
             * @function getTypeUrl
             * @memberof parley.v1.Envelope
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Envelope.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Envelope";
            };

            return Envelope;
        })();

        v1.Hello = (function() {

            /**
             * Properties of a Hello.
             * @typedef {Object} parley.v1.Hello.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Hello.
             * @memberof parley.v1
             * @interface IHello
             * @augments parley.v1.Hello.$Properties
             * @deprecated Use parley.v1.Hello.$Properties instead.
             */

            /**
             * Shape of a Hello.
             * @typedef {parley.v1.Hello.$Properties} parley.v1.Hello.$Shape
             */

            /**
             * Constructs a new Hello.
             * @memberof parley.v1
             * @classdesc Represents a Hello.
             * @constructor
             * @param {parley.v1.Hello.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Hello = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Encodes the specified Hello message. Does not implicitly {@link parley.v1.Hello.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Hello
             * @static
             * @param {parley.v1.Hello.$Properties} message Hello message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Hello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Hello
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Hello & parley.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Hello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Hello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Hello
             * @function getTypeUrl
             * @memberof parley.v1.Hello
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Hello.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Hello";
            };

            return Hello;
        })();

        v1.Message = (function() {

            /**
             * Properties of a Message.
             * @typedef {Object} parley.v1.Message.$Properties
             * @property {string|null} [topic] Message topic
             * @property {string|null} [contentType] Message contentType
             * @property {Uint8Array|null} [body] Message body
             * @property {Uint8Array|null} [replyTo] Message replyTo
             * @property {parley.v1.Whole.$Properties|null} [whole] Message whole
             * @property {string|null} [agent] Message agent
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Message.
             * @memberof parley.v1
             * @interface IMessage
             * @augments parley.v1.Message.$Properties
             * @deprecated Use parley.v1.Message.$Properties instead.
             */

            /**
             * Shape of a Message.
             * @typedef {parley.v1.Message.$Properties} parley.v1.Message.$Shape
             */

            /**
             * Constructs a new Message.
             * @memberof parley.v1
             * @classdesc Represents a Message.
             * @constructor
             * @param {parley.v1.Message.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Message = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Message topic.
             * @member {string} topic
             * @memberof parley.v1.Message
             * @instance
             */
            Message.prototype.topic = "";

            /**
             * Message contentType.
             * @member {string} contentType
             * @memberof parley.v1.Message
             * @instance
             */
            Message.prototype.contentType = "";

            /**
             * Message body.
             * @member {Uint8Array} body
             * @memberof parley.v1.Message
             * @instance
             */
            Message.prototype.body = $util.newBuffer([]);

            /**
             * Message replyTo.
             * @member {Uint8Array} replyTo
             * @memberof parley.v1.Message
             * @instance
             */
            Message.prototype.replyTo = $util.newBuffer([]);

            /**
             * Message whole.
             * @member {parley.v1.Whole.$Properties|null|undefined} whole
             * @memberof parley.v1.Message
             * @instance
             */
            Message.prototype.whole = null;

            /**
             * Message agent.
             * @member {string} agent
             * @memberof parley.v1.Message
             * @instance
             */
            Message.prototype.agent = "";

            /**
             * Encodes the specified Message message. Does not implicitly {@link parley.v1.Message.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Message
             * @static
             * @param {parley.v1.Message.$Properties} message Message message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Message.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.topic != null && $Object.hasOwnProperty.call(message, "topic") && message.topic !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.topic);
                if (message.contentType != null && $Object.hasOwnProperty.call(message, "contentType") && message.contentType !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.contentType);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.body);
                if (message.replyTo != null && $Object.hasOwnProperty.call(message, "replyTo") && message.replyTo.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.replyTo);
                if (message.whole != null && $Object.hasOwnProperty.call(message, "whole"))
                    $root.parley.v1.Whole.encode(message.whole, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.agent != null && $Object.hasOwnProperty.call(message, "agent") && message.agent !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.agent);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Message message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Message
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Message & parley.v1.Message.$Shape} Message
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Message.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Message();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.topic = value;
                            else
                                delete message.topic;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.contentType = value;
                            else
                                delete message.contentType;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.replyTo = value;
                            else
                                delete message.replyTo;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.whole = $root.parley.v1.Whole.decode(reader, reader.size(), $undefined, _depth + 1, message.whole);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.agent = value;
                            else
                                delete message.agent;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Message
             * @function getTypeUrl
             * @memberof parley.v1.Message
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Message.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Message";
            };

            return Message;
        })();

        v1.Whole = (function() {

            /**
             * Properties of a Whole.
             * @typedef {Object} parley.v1.Whole.$Properties
             * @property {number|null} [parts] Whole parts
             * @property {number|null} [size] Whole size
             * @property {Uint8Array|null} [digest] Whole digest
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Whole.
             * @memberof parley.v1
             * @interface IWhole
             * @augments parley.v1.Whole.$Properties
             * @deprecated Use parley.v1.Whole.$Properties instead.
             */

            /**
             * Shape of a Whole.
             * @typedef {parley.v1.Whole.$Properties} parley.v1.Whole.$Shape
             */

            /**
             * Constructs a new Whole.
             * @memberof parley.v1
             * @classdesc Represents a Whole.
             * @constructor
             * @param {parley.v1.Whole.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Whole = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Whole parts.
             * @member {number} parts
             * @memberof parley.v1.Whole
             * @instance
             */
            Whole.prototype.parts = 0;

            /**
             * Whole size.
             * @member {number} size
             * @memberof parley.v1.Whole
             * @instance
             */
            Whole.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Whole digest.
             * @member {Uint8Array} digest
             * @memberof parley.v1.Whole
             * @instance
             */
            Whole.prototype.digest = $util.newBuffer([]);

            /**
             * Encodes the specified Whole message. Does not implicitly {@link parley.v1.Whole.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Whole
             * @static
             * @param {parley.v1.Whole.$Properties} message Whole message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Whole.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.parts != null && $Object.hasOwnProperty.call(message, "parts") && message.parts !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.parts);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.size);
                if (message.digest != null && $Object.hasOwnProperty.call(message, "digest") && message.digest.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.digest);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Whole message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Whole
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Whole & parley.v1.Whole.$Shape} Whole
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Whole.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Whole();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.parts = value;
                            else
                                delete message.parts;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.digest = value;
                            else
                                delete message.digest;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Whole
             * @function getTypeUrl
             * @memberof parley.v1.Whole
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Whole.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Whole";
            };

            return Whole;
        })();

        v1.Part = (function() {

            /**
             * Properties of a Part.
             * @typedef {Object} parley.v1.Part.$Properties
             * @property {Uint8Array|null} [of] Part of
             * @property {number|null} [index] Part index
             * @property {Uint8Array|null} [body] Part body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Part.
             * @memberof parley.v1
             * @interface IPart
             * @augments parley.v1.Part.$Properties
             * @deprecated Use parley.v1.Part.$Properties instead.
             */

            /**
             * Shape of a Part.
             * @typedef {parley.v1.Part.$Properties} parley.v1.Part.$Shape
             */

            /**
             * Constructs a new Part.
             * @memberof parley.v1
             * @classdesc Represents a Part.
             * @constructor
             * @param {parley.v1.Part.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Part = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Part of.
             * @member {Uint8Array} of
             * @memberof parley.v1.Part
             * @instance
             */
            Part.prototype.of = $util.newBuffer([]);

            /**
             * Part index.
             * @member {number} index
             * @memberof parley.v1.Part
             * @instance
             */
            Part.prototype.index = 0;

            /**
             * Part body.
             * @member {Uint8Array} body
             * @memberof parley.v1.Part
             * @instance
             */
            Part.prototype.body = $util.newBuffer([]);

            /**
             * Encodes the specified Part message. Does not implicitly {@link parley.v1.Part.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Part
             * @static
             * @param {parley.v1.Part.$Properties} message Part message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Part.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.of != null && $Object.hasOwnProperty.call(message, "of") && message.of.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.of);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.index);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Part message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Part
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Part & parley.v1.Part.$Shape} Part
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Part.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Part();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.of = value;
                            else
                                delete message.of;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Part
             * @function getTypeUrl
             * @memberof parley.v1.Part
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Part.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Part";
            };

            return Part;
        })();

        v1.Withdrawn = (function() {

            /**
             * Properties of a Withdrawn.
             * @typedef {Object} parley.v1.Withdrawn.$Properties
             * @property {Uint8Array|null} [message] Withdrawn message
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Withdrawn.
             * @memberof parley.v1
             * @interface IWithdrawn
             * @augments parley.v1.Withdrawn.$Properties
             * @deprecated Use parley.v1.Withdrawn.$Properties instead.
             */

            /**
             * Shape of a Withdrawn.
             * @typedef {parley.v1.Withdrawn.$Properties} parley.v1.Withdrawn.$Shape
             */

            /**
             * Constructs a new Withdrawn.
             * @memberof parley.v1
             * @classdesc Represents a Withdrawn.
             * @constructor
             * @param {parley.v1.Withdrawn.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Withdrawn = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Withdrawn message.
             * @member {Uint8Array} message
             * @memberof parley.v1.Withdrawn
             * @instance
             */
            Withdrawn.prototype.message = $util.newBuffer([]);

            /**
             * Encodes the specified Withdrawn message. Does not implicitly {@link parley.v1.Withdrawn.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Withdrawn
             * @static
             * @param {parley.v1.Withdrawn.$Properties} message Withdrawn message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Withdrawn.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.message != null && $Object.hasOwnProperty.call(message, "message") && message.message.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.message);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Withdrawn message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Withdrawn
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Withdrawn & parley.v1.Withdrawn.$Shape} Withdrawn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Withdrawn.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Withdrawn();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.message = value;
                            else
                                delete message.message;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Withdrawn
             * @function getTypeUrl
             * @memberof parley.v1.Withdrawn
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Withdrawn.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Withdrawn";
            };

            return Withdrawn;
        })();

        v1.Header = (function() {

            /**
             * Properties of a Header.
             * @typedef {Object} parley.v1.Header.$Properties
             * @property {string|null} [name] Header name
             * @property {string|null} [value] Header value
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Header.
             * @memberof parley.v1
             * @interface IHeader
             * @augments parley.v1.Header.$Properties
             * @deprecated Use parley.v1.Header.$Properties instead.
             */

            /**
             * Shape of a Header.
             * @typedef {parley.v1.Header.$Properties} parley.v1.Header.$Shape
             */

            /**
             * Constructs a new Header.
             * @memberof parley.v1
             * @classdesc Represents a Header.
             * @constructor
             * @param {parley.v1.Header.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Header = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Header name.
             * @member {string} name
             * @memberof parley.v1.Header
             * @instance
             */
            Header.prototype.name = "";

            /**
             * Header value.
             * @member {string} value
             * @memberof parley.v1.Header
             * @instance
             */
            Header.prototype.value = "";

            /**
             * Encodes the specified Header message. Does not implicitly {@link parley.v1.Header.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Header
             * @static
             * @param {parley.v1.Header.$Properties} message Header message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Header.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.name);
                if (message.value != null && $Object.hasOwnProperty.call(message, "value") && message.value !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.value);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Header message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Header
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Header & parley.v1.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Header.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Header();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.value = value;
                            else
                                delete message.value;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Header
             * @function getTypeUrl
             * @memberof parley.v1.Header
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Header.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Header";
            };

            return Header;
        })();

        v1.ExchangeRequest = (function() {

            /**
             * Properties of an ExchangeRequest.
             * @typedef {Object} parley.v1.ExchangeRequest.$Properties
             * @property {string|null} [protocol] ExchangeRequest protocol
             * @property {string|null} [target] ExchangeRequest target
             * @property {string|null} [method] ExchangeRequest method
             * @property {string|null} [path] ExchangeRequest path
             * @property {Array.<parley.v1.Header.$Properties>|null} [headers] ExchangeRequest headers
             * @property {Uint8Array|null} [body] ExchangeRequest body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExchangeRequest.
             * @memberof parley.v1
             * @interface IExchangeRequest
             * @augments parley.v1.ExchangeRequest.$Properties
             * @deprecated Use parley.v1.ExchangeRequest.$Properties instead.
             */

            /**
             * Shape of an ExchangeRequest.
             * @typedef {parley.v1.ExchangeRequest.$Properties} parley.v1.ExchangeRequest.$Shape
             */

            /**
             * Constructs a new ExchangeRequest.
             * @memberof parley.v1
             * @classdesc Represents an ExchangeRequest.
             * @constructor
             * @param {parley.v1.ExchangeRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExchangeRequest = function (properties) {
                this.headers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExchangeRequest protocol.
             * @member {string} protocol
             * @memberof parley.v1.ExchangeRequest
             * @instance
             */
            ExchangeRequest.prototype.protocol = "";

            /**
             * ExchangeRequest target.
             * @member {string} target
             * @memberof parley.v1.ExchangeRequest
             * @instance
             */
            ExchangeRequest.prototype.target = "";

            /**
             * ExchangeRequest method.
             * @member {string} method
             * @memberof parley.v1.ExchangeRequest
             * @instance
             */
            ExchangeRequest.prototype.method = "";

            /**
             * ExchangeRequest path.
             * @member {string} path
             * @memberof parley.v1.ExchangeRequest
             * @instance
             */
            ExchangeRequest.prototype.path = "";

            /**
             * ExchangeRequest headers.
             * @member {Array.<parley.v1.Header.$Properties>} headers
             * @memberof parley.v1.ExchangeRequest
             * @instance
             */
            ExchangeRequest.prototype.headers = $util.emptyArray;

            /**
             * ExchangeRequest body.
             * @member {Uint8Array} body
             * @memberof parley.v1.ExchangeRequest
             * @instance
             */
            ExchangeRequest.prototype.body = $util.newBuffer([]);

            /**
             * Encodes the specified ExchangeRequest message. Does not implicitly {@link parley.v1.ExchangeRequest.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.ExchangeRequest
             * @static
             * @param {parley.v1.ExchangeRequest.$Properties} message ExchangeRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExchangeRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.protocol != null && $Object.hasOwnProperty.call(message, "protocol") && message.protocol !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.protocol);
                if (message.target != null && $Object.hasOwnProperty.call(message, "target") && message.target !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.target);
                if (message.method != null && $Object.hasOwnProperty.call(message, "method") && message.method !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.method);
                if (message.path != null && $Object.hasOwnProperty.call(message, "path") && message.path !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.path);
                if (message.headers != null && message.headers.length)
                    for (let i = 0; i < message.headers.length; ++i)
                        $root.parley.v1.Header.encode(message.headers[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExchangeRequest message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.ExchangeRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeRequest & parley.v1.ExchangeRequest.$Shape} ExchangeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExchangeRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.ExchangeRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.protocol = value;
                            else
                                delete message.protocol;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.target = value;
                            else
                                delete message.target;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.method = value;
                            else
                                delete message.method;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.path = value;
                            else
                                delete message.path;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headers && message.headers.length))
                                message.headers = [];
                            message.headers.push($root.parley.v1.Header.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ExchangeRequest
             * @function getTypeUrl
             * @memberof parley.v1.ExchangeRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ExchangeRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.ExchangeRequest";
            };

            return ExchangeRequest;
        })();

        v1.ExchangeResponse = (function() {

            /**
             * Properties of an ExchangeResponse.
             * @typedef {Object} parley.v1.ExchangeResponse.$Properties
             * @property {Uint8Array|null} [exchange] ExchangeResponse exchange
             * @property {number|null} [status] ExchangeResponse status
             * @property {Array.<parley.v1.Header.$Properties>|null} [headers] ExchangeResponse headers
             * @property {Uint8Array|null} [body] ExchangeResponse body
             * @property {boolean|null} [last] ExchangeResponse last
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExchangeResponse.
             * @memberof parley.v1
             * @interface IExchangeResponse
             * @augments parley.v1.ExchangeResponse.$Properties
             * @deprecated Use parley.v1.ExchangeResponse.$Properties instead.
             */

            /**
             * Shape of an ExchangeResponse.
             * @typedef {parley.v1.ExchangeResponse.$Properties} parley.v1.ExchangeResponse.$Shape
             */

            /**
             * Constructs a new ExchangeResponse.
             * @memberof parley.v1
             * @classdesc Represents an ExchangeResponse.
             * @constructor
             * @param {parley.v1.ExchangeResponse.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExchangeResponse = function (properties) {
                this.headers = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExchangeResponse exchange.
             * @member {Uint8Array} exchange
             * @memberof parley.v1.ExchangeResponse
             * @instance
             */
            ExchangeResponse.prototype.exchange = $util.newBuffer([]);

            /**
             * ExchangeResponse status.
             * @member {number} status
             * @memberof parley.v1.ExchangeResponse
             * @instance
             */
            ExchangeResponse.prototype.status = 0;

            /**
             * ExchangeResponse headers.
             * @member {Array.<parley.v1.Header.$Properties>} headers
             * @memberof parley.v1.ExchangeResponse
             * @instance
             */
            ExchangeResponse.prototype.headers = $util.emptyArray;

            /**
             * ExchangeResponse body.
             * @member {Uint8Array} body
             * @memberof parley.v1.ExchangeResponse
             * @instance
             */
            ExchangeResponse.prototype.body = $util.newBuffer([]);

            /**
             * ExchangeResponse last.
             * @member {boolean} last
             * @memberof parley.v1.ExchangeResponse
             * @instance
             */
            ExchangeResponse.prototype.last = false;

            /**
             * Encodes the specified ExchangeResponse message. Does not implicitly {@link parley.v1.ExchangeResponse.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.ExchangeResponse
             * @static
             * @param {parley.v1.ExchangeResponse.$Properties} message ExchangeResponse message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExchangeResponse.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.exchange != null && $Object.hasOwnProperty.call(message, "exchange") && message.exchange.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.exchange);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.status);
                if (message.headers != null && message.headers.length)
                    for (let i = 0; i < message.headers.length; ++i)
                        $root.parley.v1.Header.encode(message.headers[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.body);
                if (message.last != null && $Object.hasOwnProperty.call(message, "last") && message.last !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.last);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExchangeResponse message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.ExchangeResponse
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeResponse & parley.v1.ExchangeResponse.$Shape} ExchangeResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExchangeResponse.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.ExchangeResponse();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.exchange = value;
                            else
                                delete message.exchange;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.headers && message.headers.length))
                                message.headers = [];
                            message.headers.push($root.parley.v1.Header.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.last = value;
                            else
                                delete message.last;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ExchangeResponse
             * @function getTypeUrl
             * @memberof parley.v1.ExchangeResponse
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ExchangeResponse.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.ExchangeResponse";
            };

            return ExchangeResponse;
        })();

        v1.ExchangeChunk = (function() {

            /**
             * Properties of an ExchangeChunk.
             * @typedef {Object} parley.v1.ExchangeChunk.$Properties
             * @property {Uint8Array|null} [exchange] ExchangeChunk exchange
             * @property {number|null} [index] ExchangeChunk index
             * @property {Uint8Array|null} [body] ExchangeChunk body
             * @property {boolean|null} [last] ExchangeChunk last
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExchangeChunk.
             * @memberof parley.v1
             * @interface IExchangeChunk
             * @augments parley.v1.ExchangeChunk.$Properties
             * @deprecated Use parley.v1.ExchangeChunk.$Properties instead.
             */

            /**
             * Shape of an ExchangeChunk.
             * @typedef {parley.v1.ExchangeChunk.$Properties} parley.v1.ExchangeChunk.$Shape
             */

            /**
             * Constructs a new ExchangeChunk.
             * @memberof parley.v1
             * @classdesc Represents an ExchangeChunk.
             * @constructor
             * @param {parley.v1.ExchangeChunk.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExchangeChunk = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExchangeChunk exchange.
             * @member {Uint8Array} exchange
             * @memberof parley.v1.ExchangeChunk
             * @instance
             */
            ExchangeChunk.prototype.exchange = $util.newBuffer([]);

            /**
             * ExchangeChunk index.
             * @member {number} index
             * @memberof parley.v1.ExchangeChunk
             * @instance
             */
            ExchangeChunk.prototype.index = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * ExchangeChunk body.
             * @member {Uint8Array} body
             * @memberof parley.v1.ExchangeChunk
             * @instance
             */
            ExchangeChunk.prototype.body = $util.newBuffer([]);

            /**
             * ExchangeChunk last.
             * @member {boolean} last
             * @memberof parley.v1.ExchangeChunk
             * @instance
             */
            ExchangeChunk.prototype.last = false;

            /**
             * Encodes the specified ExchangeChunk message. Does not implicitly {@link parley.v1.ExchangeChunk.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.ExchangeChunk
             * @static
             * @param {parley.v1.ExchangeChunk.$Properties} message ExchangeChunk message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExchangeChunk.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.exchange != null && $Object.hasOwnProperty.call(message, "exchange") && message.exchange.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.exchange);
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && (typeof message.index === "object" ? message.index.low || message.index.high : message.index !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.index);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.body);
                if (message.last != null && $Object.hasOwnProperty.call(message, "last") && message.last !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.last);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExchangeChunk message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.ExchangeChunk
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeChunk & parley.v1.ExchangeChunk.$Shape} ExchangeChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExchangeChunk.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.ExchangeChunk();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.exchange = value;
                            else
                                delete message.exchange;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.last = value;
                            else
                                delete message.last;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ExchangeChunk
             * @function getTypeUrl
             * @memberof parley.v1.ExchangeChunk
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ExchangeChunk.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.ExchangeChunk";
            };

            return ExchangeChunk;
        })();

        v1.ExchangeEnd = (function() {

            /**
             * Properties of an ExchangeEnd.
             * @typedef {Object} parley.v1.ExchangeEnd.$Properties
             * @property {Uint8Array|null} [exchange] ExchangeEnd exchange
             * @property {string|null} [reason] ExchangeEnd reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an ExchangeEnd.
             * @memberof parley.v1
             * @interface IExchangeEnd
             * @augments parley.v1.ExchangeEnd.$Properties
             * @deprecated Use parley.v1.ExchangeEnd.$Properties instead.
             */

            /**
             * Shape of an ExchangeEnd.
             * @typedef {parley.v1.ExchangeEnd.$Properties} parley.v1.ExchangeEnd.$Shape
             */

            /**
             * Constructs a new ExchangeEnd.
             * @memberof parley.v1
             * @classdesc Represents an ExchangeEnd.
             * @constructor
             * @param {parley.v1.ExchangeEnd.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ExchangeEnd = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ExchangeEnd exchange.
             * @member {Uint8Array} exchange
             * @memberof parley.v1.ExchangeEnd
             * @instance
             */
            ExchangeEnd.prototype.exchange = $util.newBuffer([]);

            /**
             * ExchangeEnd reason.
             * @member {string} reason
             * @memberof parley.v1.ExchangeEnd
             * @instance
             */
            ExchangeEnd.prototype.reason = "";

            /**
             * Encodes the specified ExchangeEnd message. Does not implicitly {@link parley.v1.ExchangeEnd.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.ExchangeEnd
             * @static
             * @param {parley.v1.ExchangeEnd.$Properties} message ExchangeEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ExchangeEnd.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.exchange != null && $Object.hasOwnProperty.call(message, "exchange") && message.exchange.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.exchange);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an ExchangeEnd message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.ExchangeEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeEnd & parley.v1.ExchangeEnd.$Shape} ExchangeEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ExchangeEnd.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.ExchangeEnd();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.exchange = value;
                            else
                                delete message.exchange;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ExchangeEnd
             * @function getTypeUrl
             * @memberof parley.v1.ExchangeEnd
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ExchangeEnd.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.ExchangeEnd";
            };

            return ExchangeEnd;
        })();

        v1.IatpFrame = (function() {

            /**
             * Properties of an IatpFrame.
             * @typedef {Object} parley.v1.IatpFrame.$Properties
             * @property {parley.v1.IatpHello.$Properties|null} [hello] IatpFrame hello
             * @property {parley.v1.IatpHelloProof.$Properties|null} [helloProof] IatpFrame helloProof
             * @property {parley.v1.IatpProof.$Properties|null} [proof] IatpFrame proof
             * @property {parley.v1.IatpDone.$Properties|null} [done] IatpFrame done
             * @property {parley.v1.IatpRefusal.$Properties|null} [refusal] IatpFrame refusal
             * @property {"hello"|"helloProof"|"proof"|"done"|"refusal"} [body] IatpFrame body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpFrame.
             * @memberof parley.v1
             * @interface IIatpFrame
             * @augments parley.v1.IatpFrame.$Properties
             * @deprecated Use parley.v1.IatpFrame.$Properties instead.
             */

            /**
             * Narrowed shape of an IatpFrame.
             * @typedef {{
             *   hello?: parley.v1.IatpHello.$Shape|null;
             *   helloProof?: parley.v1.IatpHelloProof.$Shape|null;
             *   proof?: parley.v1.IatpProof.$Shape|null;
             *   done?: parley.v1.IatpDone.$Shape|null;
             *   refusal?: parley.v1.IatpRefusal.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ body?: undefined; hello?: null; helloProof?: null; proof?: null; done?: null; refusal?: null }|{ body?: "hello"; hello: parley.v1.IatpHello.$Shape; helloProof?: null; proof?: null; done?: null; refusal?: null }|{ body?: "helloProof"; hello?: null; helloProof: parley.v1.IatpHelloProof.$Shape; proof?: null; done?: null; refusal?: null }|{ body?: "proof"; hello?: null; helloProof?: null; proof: parley.v1.IatpProof.$Shape; done?: null; refusal?: null }|{ body?: "done"; hello?: null; helloProof?: null; proof?: null; done: parley.v1.IatpDone.$Shape; refusal?: null }|{ body?: "refusal"; hello?: null; helloProof?: null; proof?: null; done?: null; refusal: parley.v1.IatpRefusal.$Shape })
             * )} parley.v1.IatpFrame.$Shape
             */

            /**
             * Constructs a new IatpFrame.
             * @memberof parley.v1
             * @classdesc Represents an IatpFrame.
             * @constructor
             * @param {parley.v1.IatpFrame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpFrame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpFrame hello.
             * @member {parley.v1.IatpHello.$Properties|null|undefined} hello
             * @memberof parley.v1.IatpFrame
             * @instance
             */
            IatpFrame.prototype.hello = null;

            /**
             * IatpFrame helloProof.
             * @member {parley.v1.IatpHelloProof.$Properties|null|undefined} helloProof
             * @memberof parley.v1.IatpFrame
             * @instance
             */
            IatpFrame.prototype.helloProof = null;

            /**
             * IatpFrame proof.
             * @member {parley.v1.IatpProof.$Properties|null|undefined} proof
             * @memberof parley.v1.IatpFrame
             * @instance
             */
            IatpFrame.prototype.proof = null;

            /**
             * IatpFrame done.
             * @member {parley.v1.IatpDone.$Properties|null|undefined} done
             * @memberof parley.v1.IatpFrame
             * @instance
             */
            IatpFrame.prototype.done = null;

            /**
             * IatpFrame refusal.
             * @member {parley.v1.IatpRefusal.$Properties|null|undefined} refusal
             * @memberof parley.v1.IatpFrame
             * @instance
             */
            IatpFrame.prototype.refusal = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * IatpFrame body.
             * @member {"hello"|"helloProof"|"proof"|"done"|"refusal"|undefined} body
             * @memberof parley.v1.IatpFrame
             * @instance
             */
            $Object.defineProperty(IatpFrame.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["hello", "helloProof", "proof", "done", "refusal"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified IatpFrame message. Does not implicitly {@link parley.v1.IatpFrame.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpFrame
             * @static
             * @param {parley.v1.IatpFrame.$Properties} message IatpFrame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpFrame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.parley.v1.IatpHello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.helloProof != null && $Object.hasOwnProperty.call(message, "helloProof"))
                    $root.parley.v1.IatpHelloProof.encode(message.helloProof, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.proof != null && $Object.hasOwnProperty.call(message, "proof"))
                    $root.parley.v1.IatpProof.encode(message.proof, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.done != null && $Object.hasOwnProperty.call(message, "done"))
                    $root.parley.v1.IatpDone.encode(message.done, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.refusal != null && $Object.hasOwnProperty.call(message, "refusal"))
                    $root.parley.v1.IatpRefusal.encode(message.refusal, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpFrame message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpFrame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpFrame & parley.v1.IatpFrame.$Shape} IatpFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpFrame.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpFrame();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.parley.v1.IatpHello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            message.body = "hello";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.helloProof = $root.parley.v1.IatpHelloProof.decode(reader, reader.size(), $undefined, _depth + 1, message.helloProof);
                            message.body = "helloProof";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.proof = $root.parley.v1.IatpProof.decode(reader, reader.size(), $undefined, _depth + 1, message.proof);
                            message.body = "proof";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.done = $root.parley.v1.IatpDone.decode(reader, reader.size(), $undefined, _depth + 1, message.done);
                            message.body = "done";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.refusal = $root.parley.v1.IatpRefusal.decode(reader, reader.size(), $undefined, _depth + 1, message.refusal);
                            message.body = "refusal";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpFrame
             * @function getTypeUrl
             * @memberof parley.v1.IatpFrame
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpFrame.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpFrame";
            };

            return IatpFrame;
        })();

        v1.IatpRequirement = (function() {

            /**
             * Properties of an IatpRequirement.
             * @typedef {Object} parley.v1.IatpRequirement.$Properties
             * @property {number|null} [minScore] IatpRequirement minScore
             * @property {Array.<string>|null} [capabilities] IatpRequirement capabilities
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpRequirement.
             * @memberof parley.v1
             * @interface IIatpRequirement
             * @augments parley.v1.IatpRequirement.$Properties
             * @deprecated Use parley.v1.IatpRequirement.$Properties instead.
             */

            /**
             * Shape of an IatpRequirement.
             * @typedef {parley.v1.IatpRequirement.$Properties} parley.v1.IatpRequirement.$Shape
             */

            /**
             * Constructs a new IatpRequirement.
             * @memberof parley.v1
             * @classdesc Represents an IatpRequirement.
             * @constructor
             * @param {parley.v1.IatpRequirement.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpRequirement = function (properties) {
                this.capabilities = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpRequirement minScore.
             * @member {number} minScore
             * @memberof parley.v1.IatpRequirement
             * @instance
             */
            IatpRequirement.prototype.minScore = 0;

            /**
             * IatpRequirement capabilities.
             * @member {Array.<string>} capabilities
             * @memberof parley.v1.IatpRequirement
             * @instance
             */
            IatpRequirement.prototype.capabilities = $util.emptyArray;

            /**
             * Encodes the specified IatpRequirement message. Does not implicitly {@link parley.v1.IatpRequirement.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpRequirement
             * @static
             * @param {parley.v1.IatpRequirement.$Properties} message IatpRequirement message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpRequirement.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.minScore != null && $Object.hasOwnProperty.call(message, "minScore") && message.minScore !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.minScore);
                if (message.capabilities != null && message.capabilities.length)
                    for (let i = 0; i < message.capabilities.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.capabilities[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpRequirement message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpRequirement
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpRequirement & parley.v1.IatpRequirement.$Shape} IatpRequirement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpRequirement.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpRequirement();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minScore = value;
                            else
                                delete message.minScore;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.capabilities && message.capabilities.length))
                                message.capabilities = [];
                            message.capabilities.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpRequirement
             * @function getTypeUrl
             * @memberof parley.v1.IatpRequirement
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpRequirement.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpRequirement";
            };

            return IatpRequirement;
        })();

        v1.IatpHello = (function() {

            /**
             * Properties of an IatpHello.
             * @typedef {Object} parley.v1.IatpHello.$Properties
             * @property {number|null} [version] IatpHello version
             * @property {Uint8Array|null} [nonce] IatpHello nonce
             * @property {number|null} [timestampMs] IatpHello timestampMs
             * @property {Uint8Array|null} [record] IatpHello record
             * @property {parley.v1.IatpRequirement.$Properties|null} [requirement] IatpHello requirement
             * @property {Array.<string>|null} [suites] IatpHello suites
             * @property {string|null} [to] IatpHello to
             * @property {parley.v1.InvitationProof.$Properties|null} [invitation] IatpHello invitation
             * @property {Uint8Array|null} [freshness] IatpHello freshness
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpHello.
             * @memberof parley.v1
             * @interface IIatpHello
             * @augments parley.v1.IatpHello.$Properties
             * @deprecated Use parley.v1.IatpHello.$Properties instead.
             */

            /**
             * Shape of an IatpHello.
             * @typedef {parley.v1.IatpHello.$Properties} parley.v1.IatpHello.$Shape
             */

            /**
             * Constructs a new IatpHello.
             * @memberof parley.v1
             * @classdesc Represents an IatpHello.
             * @constructor
             * @param {parley.v1.IatpHello.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpHello = function (properties) {
                this.suites = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpHello version.
             * @member {number} version
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.version = 0;

            /**
             * IatpHello nonce.
             * @member {Uint8Array} nonce
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.nonce = $util.newBuffer([]);

            /**
             * IatpHello timestampMs.
             * @member {number} timestampMs
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.timestampMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * IatpHello record.
             * @member {Uint8Array} record
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.record = $util.newBuffer([]);

            /**
             * IatpHello requirement.
             * @member {parley.v1.IatpRequirement.$Properties|null|undefined} requirement
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.requirement = null;

            /**
             * IatpHello suites.
             * @member {Array.<string>} suites
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.suites = $util.emptyArray;

            /**
             * IatpHello to.
             * @member {string} to
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.to = "";

            /**
             * IatpHello invitation.
             * @member {parley.v1.InvitationProof.$Properties|null|undefined} invitation
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.invitation = null;

            /**
             * IatpHello freshness.
             * @member {Uint8Array} freshness
             * @memberof parley.v1.IatpHello
             * @instance
             */
            IatpHello.prototype.freshness = $util.newBuffer([]);

            /**
             * Encodes the specified IatpHello message. Does not implicitly {@link parley.v1.IatpHello.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpHello
             * @static
             * @param {parley.v1.IatpHello.$Properties} message IatpHello message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpHello.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.version != null && $Object.hasOwnProperty.call(message, "version") && message.version !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.version);
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.nonce);
                if (message.timestampMs != null && $Object.hasOwnProperty.call(message, "timestampMs") && (typeof message.timestampMs === "object" ? message.timestampMs.low || message.timestampMs.high : message.timestampMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.timestampMs);
                if (message.record != null && $Object.hasOwnProperty.call(message, "record") && message.record.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.record);
                if (message.requirement != null && $Object.hasOwnProperty.call(message, "requirement"))
                    $root.parley.v1.IatpRequirement.encode(message.requirement, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.suites != null && message.suites.length)
                    for (let i = 0; i < message.suites.length; ++i)
                        writer.uint32(/* id 6, wireType 2 =*/50).string(message.suites[i]);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.to);
                if (message.invitation != null && $Object.hasOwnProperty.call(message, "invitation"))
                    $root.parley.v1.InvitationProof.encode(message.invitation, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.freshness != null && $Object.hasOwnProperty.call(message, "freshness") && message.freshness.length)
                    writer.uint32(/* id 9, wireType 2 =*/74).bytes(message.freshness);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpHello message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpHello
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpHello & parley.v1.IatpHello.$Shape} IatpHello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpHello.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpHello();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.version = value;
                            else
                                delete message.version;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timestampMs = value;
                            else
                                delete message.timestampMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.record = value;
                            else
                                delete message.record;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.requirement = $root.parley.v1.IatpRequirement.decode(reader, reader.size(), $undefined, _depth + 1, message.requirement);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if (!(message.suites && message.suites.length))
                                message.suites = [];
                            message.suites.push(reader.stringVerify());
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.invitation = $root.parley.v1.InvitationProof.decode(reader, reader.size(), $undefined, _depth + 1, message.invitation);
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.freshness = value;
                            else
                                delete message.freshness;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpHello
             * @function getTypeUrl
             * @memberof parley.v1.IatpHello
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpHello.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpHello";
            };

            return IatpHello;
        })();

        v1.InvitationProof = (function() {

            /**
             * Properties of an InvitationProof.
             * @typedef {Object} parley.v1.InvitationProof.$Properties
             * @property {Uint8Array|null} [id] InvitationProof id
             * @property {Uint8Array|null} [mac] InvitationProof mac
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an InvitationProof.
             * @memberof parley.v1
             * @interface IInvitationProof
             * @augments parley.v1.InvitationProof.$Properties
             * @deprecated Use parley.v1.InvitationProof.$Properties instead.
             */

            /**
             * Shape of an InvitationProof.
             * @typedef {parley.v1.InvitationProof.$Properties} parley.v1.InvitationProof.$Shape
             */

            /**
             * Constructs a new InvitationProof.
             * @memberof parley.v1
             * @classdesc Represents an InvitationProof.
             * @constructor
             * @param {parley.v1.InvitationProof.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const InvitationProof = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * InvitationProof id.
             * @member {Uint8Array} id
             * @memberof parley.v1.InvitationProof
             * @instance
             */
            InvitationProof.prototype.id = $util.newBuffer([]);

            /**
             * InvitationProof mac.
             * @member {Uint8Array} mac
             * @memberof parley.v1.InvitationProof
             * @instance
             */
            InvitationProof.prototype.mac = $util.newBuffer([]);

            /**
             * Encodes the specified InvitationProof message. Does not implicitly {@link parley.v1.InvitationProof.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.InvitationProof
             * @static
             * @param {parley.v1.InvitationProof.$Properties} message InvitationProof message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            InvitationProof.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.mac != null && $Object.hasOwnProperty.call(message, "mac") && message.mac.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.mac);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an InvitationProof message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.InvitationProof
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.InvitationProof & parley.v1.InvitationProof.$Shape} InvitationProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            InvitationProof.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.InvitationProof();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.mac = value;
                            else
                                delete message.mac;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for InvitationProof
             * @function getTypeUrl
             * @memberof parley.v1.InvitationProof
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            InvitationProof.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.InvitationProof";
            };

            return InvitationProof;
        })();

        v1.IatpHelloProof = (function() {

            /**
             * Properties of an IatpHelloProof.
             * @typedef {Object} parley.v1.IatpHelloProof.$Properties
             * @property {parley.v1.IatpHello.$Properties|null} [hello] IatpHelloProof hello
             * @property {Uint8Array|null} [signature] IatpHelloProof signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpHelloProof.
             * @memberof parley.v1
             * @interface IIatpHelloProof
             * @augments parley.v1.IatpHelloProof.$Properties
             * @deprecated Use parley.v1.IatpHelloProof.$Properties instead.
             */

            /**
             * Shape of an IatpHelloProof.
             * @typedef {parley.v1.IatpHelloProof.$Properties} parley.v1.IatpHelloProof.$Shape
             */

            /**
             * Constructs a new IatpHelloProof.
             * @memberof parley.v1
             * @classdesc Represents an IatpHelloProof.
             * @constructor
             * @param {parley.v1.IatpHelloProof.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpHelloProof = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpHelloProof hello.
             * @member {parley.v1.IatpHello.$Properties|null|undefined} hello
             * @memberof parley.v1.IatpHelloProof
             * @instance
             */
            IatpHelloProof.prototype.hello = null;

            /**
             * IatpHelloProof signature.
             * @member {Uint8Array} signature
             * @memberof parley.v1.IatpHelloProof
             * @instance
             */
            IatpHelloProof.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified IatpHelloProof message. Does not implicitly {@link parley.v1.IatpHelloProof.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpHelloProof
             * @static
             * @param {parley.v1.IatpHelloProof.$Properties} message IatpHelloProof message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpHelloProof.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.parley.v1.IatpHello.encode(message.hello, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpHelloProof message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpHelloProof
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpHelloProof & parley.v1.IatpHelloProof.$Shape} IatpHelloProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpHelloProof.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpHelloProof();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.parley.v1.IatpHello.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpHelloProof
             * @function getTypeUrl
             * @memberof parley.v1.IatpHelloProof
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpHelloProof.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpHelloProof";
            };

            return IatpHelloProof;
        })();

        v1.IatpProof = (function() {

            /**
             * Properties of an IatpProof.
             * @typedef {Object} parley.v1.IatpProof.$Properties
             * @property {Uint8Array|null} [signature] IatpProof signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpProof.
             * @memberof parley.v1
             * @interface IIatpProof
             * @augments parley.v1.IatpProof.$Properties
             * @deprecated Use parley.v1.IatpProof.$Properties instead.
             */

            /**
             * Shape of an IatpProof.
             * @typedef {parley.v1.IatpProof.$Properties} parley.v1.IatpProof.$Shape
             */

            /**
             * Constructs a new IatpProof.
             * @memberof parley.v1
             * @classdesc Represents an IatpProof.
             * @constructor
             * @param {parley.v1.IatpProof.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpProof = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpProof signature.
             * @member {Uint8Array} signature
             * @memberof parley.v1.IatpProof
             * @instance
             */
            IatpProof.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified IatpProof message. Does not implicitly {@link parley.v1.IatpProof.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpProof
             * @static
             * @param {parley.v1.IatpProof.$Properties} message IatpProof message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpProof.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpProof message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpProof
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpProof & parley.v1.IatpProof.$Shape} IatpProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpProof.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpProof();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpProof
             * @function getTypeUrl
             * @memberof parley.v1.IatpProof
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpProof.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpProof";
            };

            return IatpProof;
        })();

        v1.IatpDone = (function() {

            /**
             * Properties of an IatpDone.
             * @typedef {Object} parley.v1.IatpDone.$Properties
             * @property {string|null} [suite] IatpDone suite
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpDone.
             * @memberof parley.v1
             * @interface IIatpDone
             * @augments parley.v1.IatpDone.$Properties
             * @deprecated Use parley.v1.IatpDone.$Properties instead.
             */

            /**
             * Shape of an IatpDone.
             * @typedef {parley.v1.IatpDone.$Properties} parley.v1.IatpDone.$Shape
             */

            /**
             * Constructs a new IatpDone.
             * @memberof parley.v1
             * @classdesc Represents an IatpDone.
             * @constructor
             * @param {parley.v1.IatpDone.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpDone = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpDone suite.
             * @member {string} suite
             * @memberof parley.v1.IatpDone
             * @instance
             */
            IatpDone.prototype.suite = "";

            /**
             * Encodes the specified IatpDone message. Does not implicitly {@link parley.v1.IatpDone.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpDone
             * @static
             * @param {parley.v1.IatpDone.$Properties} message IatpDone message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpDone.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.suite != null && $Object.hasOwnProperty.call(message, "suite") && message.suite !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.suite);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpDone message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpDone
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpDone & parley.v1.IatpDone.$Shape} IatpDone
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpDone.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpDone();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.suite = value;
                            else
                                delete message.suite;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpDone
             * @function getTypeUrl
             * @memberof parley.v1.IatpDone
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpDone.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpDone";
            };

            return IatpDone;
        })();

        v1.IatpRefusal = (function() {

            /**
             * Properties of an IatpRefusal.
             * @typedef {Object} parley.v1.IatpRefusal.$Properties
             * @property {string|null} [reason] IatpRefusal reason
             * @property {string|null} [check] IatpRefusal check
             * @property {string|null} [remedy] IatpRefusal remedy
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an IatpRefusal.
             * @memberof parley.v1
             * @interface IIatpRefusal
             * @augments parley.v1.IatpRefusal.$Properties
             * @deprecated Use parley.v1.IatpRefusal.$Properties instead.
             */

            /**
             * Shape of an IatpRefusal.
             * @typedef {parley.v1.IatpRefusal.$Properties} parley.v1.IatpRefusal.$Shape
             */

            /**
             * Constructs a new IatpRefusal.
             * @memberof parley.v1
             * @classdesc Represents an IatpRefusal.
             * @constructor
             * @param {parley.v1.IatpRefusal.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const IatpRefusal = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * IatpRefusal reason.
             * @member {string} reason
             * @memberof parley.v1.IatpRefusal
             * @instance
             */
            IatpRefusal.prototype.reason = "";

            /**
             * IatpRefusal check.
             * @member {string} check
             * @memberof parley.v1.IatpRefusal
             * @instance
             */
            IatpRefusal.prototype.check = "";

            /**
             * IatpRefusal remedy.
             * @member {string} remedy
             * @memberof parley.v1.IatpRefusal
             * @instance
             */
            IatpRefusal.prototype.remedy = "";

            /**
             * Encodes the specified IatpRefusal message. Does not implicitly {@link parley.v1.IatpRefusal.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.IatpRefusal
             * @static
             * @param {parley.v1.IatpRefusal.$Properties} message IatpRefusal message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            IatpRefusal.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.check != null && $Object.hasOwnProperty.call(message, "check") && message.check !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.check);
                if (message.remedy != null && $Object.hasOwnProperty.call(message, "remedy") && message.remedy !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.remedy);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an IatpRefusal message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.IatpRefusal
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.IatpRefusal & parley.v1.IatpRefusal.$Shape} IatpRefusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            IatpRefusal.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.IatpRefusal();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.check = value;
                            else
                                delete message.check;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.remedy = value;
                            else
                                delete message.remedy;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for IatpRefusal
             * @function getTypeUrl
             * @memberof parley.v1.IatpRefusal
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            IatpRefusal.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.IatpRefusal";
            };

            return IatpRefusal;
        })();

        v1.Signed = (function() {

            /**
             * Properties of a Signed.
             * @typedef {Object} parley.v1.Signed.$Properties
             * @property {Uint8Array|null} [payload] Signed payload
             * @property {string|null} [type] Signed type
             * @property {Uint8Array|null} [key] Signed key
             * @property {Uint8Array|null} [signature] Signed signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Signed.
             * @memberof parley.v1
             * @interface ISigned
             * @augments parley.v1.Signed.$Properties
             * @deprecated Use parley.v1.Signed.$Properties instead.
             */

            /**
             * Shape of a Signed.
             * @typedef {parley.v1.Signed.$Properties} parley.v1.Signed.$Shape
             */

            /**
             * Constructs a new Signed.
             * @memberof parley.v1
             * @classdesc Represents a Signed.
             * @constructor
             * @param {parley.v1.Signed.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Signed = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Signed payload.
             * @member {Uint8Array} payload
             * @memberof parley.v1.Signed
             * @instance
             */
            Signed.prototype.payload = $util.newBuffer([]);

            /**
             * Signed type.
             * @member {string} type
             * @memberof parley.v1.Signed
             * @instance
             */
            Signed.prototype.type = "";

            /**
             * Signed key.
             * @member {Uint8Array} key
             * @memberof parley.v1.Signed
             * @instance
             */
            Signed.prototype.key = $util.newBuffer([]);

            /**
             * Signed signature.
             * @member {Uint8Array} signature
             * @memberof parley.v1.Signed
             * @instance
             */
            Signed.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified Signed message. Does not implicitly {@link parley.v1.Signed.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Signed
             * @static
             * @param {parley.v1.Signed.$Properties} message Signed message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Signed.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.payload != null && $Object.hasOwnProperty.call(message, "payload") && message.payload.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.payload);
                if (message.type != null && $Object.hasOwnProperty.call(message, "type") && message.type !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.type);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.key);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Signed message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Signed
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Signed & parley.v1.Signed.$Shape} Signed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Signed.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Signed();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.payload = value;
                            else
                                delete message.payload;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.type = value;
                            else
                                delete message.type;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Signed
             * @function getTypeUrl
             * @memberof parley.v1.Signed
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Signed.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Signed";
            };

            return Signed;
        })();

        v1.AgentRecord = (function() {

            /**
             * Properties of an AgentRecord.
             * @typedef {Object} parley.v1.AgentRecord.$Properties
             * @property {string|null} [did] AgentRecord did
             * @property {number|null} [seq] AgentRecord seq
             * @property {number|null} [notBeforeMs] AgentRecord notBeforeMs
             * @property {number|null} [expiresMs] AgentRecord expiresMs
             * @property {Uint8Array|null} [publicKey] AgentRecord publicKey
             * @property {Uint8Array|null} [genesisKey] AgentRecord genesisKey
             * @property {Uint8Array|null} [nextKeyHash] AgentRecord nextKeyHash
             * @property {string|null} [peerId] AgentRecord peerId
             * @property {string|null} [name] AgentRecord name
             * @property {Uint8Array|null} [sponsorship] AgentRecord sponsorship
             * @property {Array.<string>|null} [multiaddrs] AgentRecord multiaddrs
             * @property {Array.<string>|null} [mailboxes] AgentRecord mailboxes
             * @property {Uint8Array|null} [cardHash] AgentRecord cardHash
             * @property {Array.<string>|null} [capabilities] AgentRecord capabilities
             * @property {Array.<string>|null} [protocols] AgentRecord protocols
             * @property {Uint8Array|null} [previousHash] AgentRecord previousHash
             * @property {parley.v1.RecordStatus|null} [status] AgentRecord status
             * @property {Array.<Uint8Array>|null} [rotations] AgentRecord rotations
             * @property {Uint8Array|null} [mailboxKey] AgentRecord mailboxKey
             * @property {Array.<parley.v1.HostedAgent.$Properties>|null} [hosted] AgentRecord hosted
             * @property {Array.<parley.v1.Attestation.$Properties>|null} [attestations] AgentRecord attestations
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AgentRecord.
             * @memberof parley.v1
             * @interface IAgentRecord
             * @augments parley.v1.AgentRecord.$Properties
             * @deprecated Use parley.v1.AgentRecord.$Properties instead.
             */

            /**
             * Shape of an AgentRecord.
             * @typedef {parley.v1.AgentRecord.$Properties} parley.v1.AgentRecord.$Shape
             */

            /**
             * Constructs a new AgentRecord.
             * @memberof parley.v1
             * @classdesc Represents an AgentRecord.
             * @constructor
             * @param {parley.v1.AgentRecord.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AgentRecord = function (properties) {
                this.multiaddrs = [];
                this.mailboxes = [];
                this.capabilities = [];
                this.protocols = [];
                this.rotations = [];
                this.hosted = [];
                this.attestations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AgentRecord did.
             * @member {string} did
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.did = "";

            /**
             * AgentRecord seq.
             * @member {number} seq
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * AgentRecord notBeforeMs.
             * @member {number} notBeforeMs
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.notBeforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * AgentRecord expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * AgentRecord publicKey.
             * @member {Uint8Array} publicKey
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.publicKey = $util.newBuffer([]);

            /**
             * AgentRecord genesisKey.
             * @member {Uint8Array} genesisKey
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.genesisKey = $util.newBuffer([]);

            /**
             * AgentRecord nextKeyHash.
             * @member {Uint8Array} nextKeyHash
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.nextKeyHash = $util.newBuffer([]);

            /**
             * AgentRecord peerId.
             * @member {string} peerId
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.peerId = "";

            /**
             * AgentRecord name.
             * @member {string} name
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.name = "";

            /**
             * AgentRecord sponsorship.
             * @member {Uint8Array} sponsorship
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.sponsorship = $util.newBuffer([]);

            /**
             * AgentRecord multiaddrs.
             * @member {Array.<string>} multiaddrs
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.multiaddrs = $util.emptyArray;

            /**
             * AgentRecord mailboxes.
             * @member {Array.<string>} mailboxes
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.mailboxes = $util.emptyArray;

            /**
             * AgentRecord cardHash.
             * @member {Uint8Array} cardHash
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.cardHash = $util.newBuffer([]);

            /**
             * AgentRecord capabilities.
             * @member {Array.<string>} capabilities
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.capabilities = $util.emptyArray;

            /**
             * AgentRecord protocols.
             * @member {Array.<string>} protocols
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.protocols = $util.emptyArray;

            /**
             * AgentRecord previousHash.
             * @member {Uint8Array} previousHash
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.previousHash = $util.newBuffer([]);

            /**
             * AgentRecord status.
             * @member {parley.v1.RecordStatus} status
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.status = 0;

            /**
             * AgentRecord rotations.
             * @member {Array.<Uint8Array>} rotations
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.rotations = $util.emptyArray;

            /**
             * AgentRecord mailboxKey.
             * @member {Uint8Array} mailboxKey
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.mailboxKey = $util.newBuffer([]);

            /**
             * AgentRecord hosted.
             * @member {Array.<parley.v1.HostedAgent.$Properties>} hosted
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.hosted = $util.emptyArray;

            /**
             * AgentRecord attestations.
             * @member {Array.<parley.v1.Attestation.$Properties>} attestations
             * @memberof parley.v1.AgentRecord
             * @instance
             */
            AgentRecord.prototype.attestations = $util.emptyArray;

            /**
             * Encodes the specified AgentRecord message. Does not implicitly {@link parley.v1.AgentRecord.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.AgentRecord
             * @static
             * @param {parley.v1.AgentRecord.$Properties} message AgentRecord message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AgentRecord.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.did != null && $Object.hasOwnProperty.call(message, "did") && message.did !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.did);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.seq);
                if (message.notBeforeMs != null && $Object.hasOwnProperty.call(message, "notBeforeMs") && (typeof message.notBeforeMs === "object" ? message.notBeforeMs.low || message.notBeforeMs.high : message.notBeforeMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.notBeforeMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.expiresMs);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.publicKey);
                if (message.genesisKey != null && $Object.hasOwnProperty.call(message, "genesisKey") && message.genesisKey.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.genesisKey);
                if (message.nextKeyHash != null && $Object.hasOwnProperty.call(message, "nextKeyHash") && message.nextKeyHash.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.nextKeyHash);
                if (message.peerId != null && $Object.hasOwnProperty.call(message, "peerId") && message.peerId !== "")
                    writer.uint32(/* id 8, wireType 2 =*/66).string(message.peerId);
                if (message.name != null && $Object.hasOwnProperty.call(message, "name") && message.name !== "")
                    writer.uint32(/* id 9, wireType 2 =*/74).string(message.name);
                if (message.sponsorship != null && $Object.hasOwnProperty.call(message, "sponsorship") && message.sponsorship.length)
                    writer.uint32(/* id 10, wireType 2 =*/82).bytes(message.sponsorship);
                if (message.multiaddrs != null && message.multiaddrs.length)
                    for (let i = 0; i < message.multiaddrs.length; ++i)
                        writer.uint32(/* id 11, wireType 2 =*/90).string(message.multiaddrs[i]);
                if (message.mailboxes != null && message.mailboxes.length)
                    for (let i = 0; i < message.mailboxes.length; ++i)
                        writer.uint32(/* id 12, wireType 2 =*/98).string(message.mailboxes[i]);
                if (message.cardHash != null && $Object.hasOwnProperty.call(message, "cardHash") && message.cardHash.length)
                    writer.uint32(/* id 13, wireType 2 =*/106).bytes(message.cardHash);
                if (message.capabilities != null && message.capabilities.length)
                    for (let i = 0; i < message.capabilities.length; ++i)
                        writer.uint32(/* id 14, wireType 2 =*/114).string(message.capabilities[i]);
                if (message.protocols != null && message.protocols.length)
                    for (let i = 0; i < message.protocols.length; ++i)
                        writer.uint32(/* id 15, wireType 2 =*/122).string(message.protocols[i]);
                if (message.previousHash != null && $Object.hasOwnProperty.call(message, "previousHash") && message.previousHash.length)
                    writer.uint32(/* id 16, wireType 2 =*/130).bytes(message.previousHash);
                if (message.status != null && $Object.hasOwnProperty.call(message, "status") && message.status !== 0)
                    writer.uint32(/* id 17, wireType 0 =*/136).int32(message.status);
                if (message.rotations != null && message.rotations.length)
                    for (let i = 0; i < message.rotations.length; ++i)
                        writer.uint32(/* id 18, wireType 2 =*/146).bytes(message.rotations[i]);
                if (message.mailboxKey != null && $Object.hasOwnProperty.call(message, "mailboxKey") && message.mailboxKey.length)
                    writer.uint32(/* id 19, wireType 2 =*/154).bytes(message.mailboxKey);
                if (message.hosted != null && message.hosted.length)
                    for (let i = 0; i < message.hosted.length; ++i)
                        $root.parley.v1.HostedAgent.encode(message.hosted[i], writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.attestations != null && message.attestations.length)
                    for (let i = 0; i < message.attestations.length; ++i)
                        $root.parley.v1.Attestation.encode(message.attestations[i], writer.uint32(/* id 21, wireType 2 =*/170).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AgentRecord message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.AgentRecord
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.AgentRecord & parley.v1.AgentRecord.$Shape} AgentRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AgentRecord.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.AgentRecord();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.did = value;
                            else
                                delete message.did;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.notBeforeMs = value;
                            else
                                delete message.notBeforeMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.genesisKey = value;
                            else
                                delete message.genesisKey;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.nextKeyHash = value;
                            else
                                delete message.nextKeyHash;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.peerId = value;
                            else
                                delete message.peerId;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.name = value;
                            else
                                delete message.name;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sponsorship = value;
                            else
                                delete message.sponsorship;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if (!(message.multiaddrs && message.multiaddrs.length))
                                message.multiaddrs = [];
                            message.multiaddrs.push(reader.stringVerify());
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.mailboxes && message.mailboxes.length))
                                message.mailboxes = [];
                            message.mailboxes.push(reader.stringVerify());
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.cardHash = value;
                            else
                                delete message.cardHash;
                            continue;
                        }
                    case 14: {
                            if (wireType !== 2)
                                break;
                            if (!(message.capabilities && message.capabilities.length))
                                message.capabilities = [];
                            message.capabilities.push(reader.stringVerify());
                            continue;
                        }
                    case 15: {
                            if (wireType !== 2)
                                break;
                            if (!(message.protocols && message.protocols.length))
                                message.protocols = [];
                            message.protocols.push(reader.stringVerify());
                            continue;
                        }
                    case 16: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.previousHash = value;
                            else
                                delete message.previousHash;
                            continue;
                        }
                    case 17: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.status = value;
                            else
                                delete message.status;
                            continue;
                        }
                    case 18: {
                            if (wireType !== 2)
                                break;
                            if (!(message.rotations && message.rotations.length))
                                message.rotations = [];
                            message.rotations.push(reader.bytes());
                            continue;
                        }
                    case 19: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.mailboxKey = value;
                            else
                                delete message.mailboxKey;
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            if (!(message.hosted && message.hosted.length))
                                message.hosted = [];
                            message.hosted.push($root.parley.v1.HostedAgent.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 21: {
                            if (wireType !== 2)
                                break;
                            if (!(message.attestations && message.attestations.length))
                                message.attestations = [];
                            message.attestations.push($root.parley.v1.Attestation.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for AgentRecord
             * @function getTypeUrl
             * @memberof parley.v1.AgentRecord
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            AgentRecord.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.AgentRecord";
            };

            return AgentRecord;
        })();

        v1.Attestation = (function() {

            /**
             * Properties of an Attestation.
             * @typedef {Object} parley.v1.Attestation.$Properties
             * @property {string|null} [kind] Attestation kind
             * @property {string|null} [issuer] Attestation issuer
             * @property {string|null} [subject] Attestation subject
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Attestation.
             * @memberof parley.v1
             * @interface IAttestation
             * @augments parley.v1.Attestation.$Properties
             * @deprecated Use parley.v1.Attestation.$Properties instead.
             */

            /**
             * Shape of an Attestation.
             * @typedef {parley.v1.Attestation.$Properties} parley.v1.Attestation.$Shape
             */

            /**
             * Constructs a new Attestation.
             * @memberof parley.v1
             * @classdesc Represents an Attestation.
             * @constructor
             * @param {parley.v1.Attestation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Attestation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Attestation kind.
             * @member {string} kind
             * @memberof parley.v1.Attestation
             * @instance
             */
            Attestation.prototype.kind = "";

            /**
             * Attestation issuer.
             * @member {string} issuer
             * @memberof parley.v1.Attestation
             * @instance
             */
            Attestation.prototype.issuer = "";

            /**
             * Attestation subject.
             * @member {string} subject
             * @memberof parley.v1.Attestation
             * @instance
             */
            Attestation.prototype.subject = "";

            /**
             * Encodes the specified Attestation message. Does not implicitly {@link parley.v1.Attestation.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Attestation
             * @static
             * @param {parley.v1.Attestation.$Properties} message Attestation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Attestation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.kind != null && $Object.hasOwnProperty.call(message, "kind") && message.kind !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.kind);
                if (message.issuer != null && $Object.hasOwnProperty.call(message, "issuer") && message.issuer !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.issuer);
                if (message.subject != null && $Object.hasOwnProperty.call(message, "subject") && message.subject !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.subject);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Attestation message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Attestation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Attestation & parley.v1.Attestation.$Shape} Attestation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Attestation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Attestation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.kind = value;
                            else
                                delete message.kind;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.issuer = value;
                            else
                                delete message.issuer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                delete message.subject;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Attestation
             * @function getTypeUrl
             * @memberof parley.v1.Attestation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Attestation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Attestation";
            };

            return Attestation;
        })();

        v1.HostedAgent = (function() {

            /**
             * Properties of a HostedAgent.
             * @typedef {Object} parley.v1.HostedAgent.$Properties
             * @property {Uint8Array|null} [key] HostedAgent key
             * @property {Array.<string>|null} [capabilities] HostedAgent capabilities
             * @property {number|null} [registeredMs] HostedAgent registeredMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a HostedAgent.
             * @memberof parley.v1
             * @interface IHostedAgent
             * @augments parley.v1.HostedAgent.$Properties
             * @deprecated Use parley.v1.HostedAgent.$Properties instead.
             */

            /**
             * Shape of a HostedAgent.
             * @typedef {parley.v1.HostedAgent.$Properties} parley.v1.HostedAgent.$Shape
             */

            /**
             * Constructs a new HostedAgent.
             * @memberof parley.v1
             * @classdesc Represents a HostedAgent.
             * @constructor
             * @param {parley.v1.HostedAgent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const HostedAgent = function (properties) {
                this.capabilities = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * HostedAgent key.
             * @member {Uint8Array} key
             * @memberof parley.v1.HostedAgent
             * @instance
             */
            HostedAgent.prototype.key = $util.newBuffer([]);

            /**
             * HostedAgent capabilities.
             * @member {Array.<string>} capabilities
             * @memberof parley.v1.HostedAgent
             * @instance
             */
            HostedAgent.prototype.capabilities = $util.emptyArray;

            /**
             * HostedAgent registeredMs.
             * @member {number} registeredMs
             * @memberof parley.v1.HostedAgent
             * @instance
             */
            HostedAgent.prototype.registeredMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified HostedAgent message. Does not implicitly {@link parley.v1.HostedAgent.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.HostedAgent
             * @static
             * @param {parley.v1.HostedAgent.$Properties} message HostedAgent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            HostedAgent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.key);
                if (message.capabilities != null && message.capabilities.length)
                    for (let i = 0; i < message.capabilities.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).string(message.capabilities[i]);
                if (message.registeredMs != null && $Object.hasOwnProperty.call(message, "registeredMs") && (typeof message.registeredMs === "object" ? message.registeredMs.low || message.registeredMs.high : message.registeredMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.registeredMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a HostedAgent message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.HostedAgent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.HostedAgent & parley.v1.HostedAgent.$Shape} HostedAgent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            HostedAgent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.HostedAgent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.capabilities && message.capabilities.length))
                                message.capabilities = [];
                            message.capabilities.push(reader.stringVerify());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.registeredMs = value;
                            else
                                delete message.registeredMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for HostedAgent
             * @function getTypeUrl
             * @memberof parley.v1.HostedAgent
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            HostedAgent.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.HostedAgent";
            };

            return HostedAgent;
        })();

        /**
         * RecordStatus enum.
         * @name parley.v1.RecordStatus
         * @enum {number}
         * @property {number} RECORD_STATUS_UNSPECIFIED=0 RECORD_STATUS_UNSPECIFIED value
         * @property {number} RECORD_STATUS_ACTIVE=1 RECORD_STATUS_ACTIVE value
         * @property {number} RECORD_STATUS_SUSPENDED=2 RECORD_STATUS_SUSPENDED value
         */
        v1.RecordStatus = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "RECORD_STATUS_UNSPECIFIED"] = 0;
            values[valuesById[1] = "RECORD_STATUS_ACTIVE"] = 1;
            values[valuesById[2] = "RECORD_STATUS_SUSPENDED"] = 2;
            return values;
        })();

        v1.Sponsorship = (function() {

            /**
             * Properties of a Sponsorship.
             * @typedef {Object} parley.v1.Sponsorship.$Properties
             * @property {string|null} [did] Sponsorship did
             * @property {Uint8Array|null} [organisationKey] Sponsorship organisationKey
             * @property {string|null} [organisationName] Sponsorship organisationName
             * @property {number|null} [notBeforeMs] Sponsorship notBeforeMs
             * @property {number|null} [expiresMs] Sponsorship expiresMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Sponsorship.
             * @memberof parley.v1
             * @interface ISponsorship
             * @augments parley.v1.Sponsorship.$Properties
             * @deprecated Use parley.v1.Sponsorship.$Properties instead.
             */

            /**
             * Shape of a Sponsorship.
             * @typedef {parley.v1.Sponsorship.$Properties} parley.v1.Sponsorship.$Shape
             */

            /**
             * Constructs a new Sponsorship.
             * @memberof parley.v1
             * @classdesc Represents a Sponsorship.
             * @constructor
             * @param {parley.v1.Sponsorship.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Sponsorship = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Sponsorship did.
             * @member {string} did
             * @memberof parley.v1.Sponsorship
             * @instance
             */
            Sponsorship.prototype.did = "";

            /**
             * Sponsorship organisationKey.
             * @member {Uint8Array} organisationKey
             * @memberof parley.v1.Sponsorship
             * @instance
             */
            Sponsorship.prototype.organisationKey = $util.newBuffer([]);

            /**
             * Sponsorship organisationName.
             * @member {string} organisationName
             * @memberof parley.v1.Sponsorship
             * @instance
             */
            Sponsorship.prototype.organisationName = "";

            /**
             * Sponsorship notBeforeMs.
             * @member {number} notBeforeMs
             * @memberof parley.v1.Sponsorship
             * @instance
             */
            Sponsorship.prototype.notBeforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Sponsorship expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.Sponsorship
             * @instance
             */
            Sponsorship.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Sponsorship message. Does not implicitly {@link parley.v1.Sponsorship.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Sponsorship
             * @static
             * @param {parley.v1.Sponsorship.$Properties} message Sponsorship message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Sponsorship.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.did != null && $Object.hasOwnProperty.call(message, "did") && message.did !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.did);
                if (message.organisationKey != null && $Object.hasOwnProperty.call(message, "organisationKey") && message.organisationKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.organisationKey);
                if (message.organisationName != null && $Object.hasOwnProperty.call(message, "organisationName") && message.organisationName !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.organisationName);
                if (message.notBeforeMs != null && $Object.hasOwnProperty.call(message, "notBeforeMs") && (typeof message.notBeforeMs === "object" ? message.notBeforeMs.low || message.notBeforeMs.high : message.notBeforeMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.notBeforeMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.expiresMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Sponsorship message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Sponsorship
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Sponsorship & parley.v1.Sponsorship.$Shape} Sponsorship
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Sponsorship.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Sponsorship();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.did = value;
                            else
                                delete message.did;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.organisationKey = value;
                            else
                                delete message.organisationKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.organisationName = value;
                            else
                                delete message.organisationName;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.notBeforeMs = value;
                            else
                                delete message.notBeforeMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Sponsorship
             * @function getTypeUrl
             * @memberof parley.v1.Sponsorship
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Sponsorship.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Sponsorship";
            };

            return Sponsorship;
        })();

        v1.Rotation = (function() {

            /**
             * Properties of a Rotation.
             * @typedef {Object} parley.v1.Rotation.$Properties
             * @property {string|null} [did] Rotation did
             * @property {Uint8Array|null} [oldKey] Rotation oldKey
             * @property {Uint8Array|null} [newKey] Rotation newKey
             * @property {number|null} [seq] Rotation seq
             * @property {Uint8Array|null} [legacyProof] Rotation legacyProof
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Rotation.
             * @memberof parley.v1
             * @interface IRotation
             * @augments parley.v1.Rotation.$Properties
             * @deprecated Use parley.v1.Rotation.$Properties instead.
             */

            /**
             * Shape of a Rotation.
             * @typedef {parley.v1.Rotation.$Properties} parley.v1.Rotation.$Shape
             */

            /**
             * Constructs a new Rotation.
             * @memberof parley.v1
             * @classdesc Represents a Rotation.
             * @constructor
             * @param {parley.v1.Rotation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Rotation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Rotation did.
             * @member {string} did
             * @memberof parley.v1.Rotation
             * @instance
             */
            Rotation.prototype.did = "";

            /**
             * Rotation oldKey.
             * @member {Uint8Array} oldKey
             * @memberof parley.v1.Rotation
             * @instance
             */
            Rotation.prototype.oldKey = $util.newBuffer([]);

            /**
             * Rotation newKey.
             * @member {Uint8Array} newKey
             * @memberof parley.v1.Rotation
             * @instance
             */
            Rotation.prototype.newKey = $util.newBuffer([]);

            /**
             * Rotation seq.
             * @member {number} seq
             * @memberof parley.v1.Rotation
             * @instance
             */
            Rotation.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Rotation legacyProof.
             * @member {Uint8Array} legacyProof
             * @memberof parley.v1.Rotation
             * @instance
             */
            Rotation.prototype.legacyProof = $util.newBuffer([]);

            /**
             * Encodes the specified Rotation message. Does not implicitly {@link parley.v1.Rotation.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Rotation
             * @static
             * @param {parley.v1.Rotation.$Properties} message Rotation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Rotation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.did != null && $Object.hasOwnProperty.call(message, "did") && message.did !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.did);
                if (message.oldKey != null && $Object.hasOwnProperty.call(message, "oldKey") && message.oldKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.oldKey);
                if (message.newKey != null && $Object.hasOwnProperty.call(message, "newKey") && message.newKey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.newKey);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.seq);
                if (message.legacyProof != null && $Object.hasOwnProperty.call(message, "legacyProof") && message.legacyProof.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.legacyProof);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Rotation message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Rotation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Rotation & parley.v1.Rotation.$Shape} Rotation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Rotation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Rotation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.did = value;
                            else
                                delete message.did;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.oldKey = value;
                            else
                                delete message.oldKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.newKey = value;
                            else
                                delete message.newKey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.legacyProof = value;
                            else
                                delete message.legacyProof;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Rotation
             * @function getTypeUrl
             * @memberof parley.v1.Rotation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Rotation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Rotation";
            };

            return Rotation;
        })();

        v1.Invitation = (function() {

            /**
             * Properties of an Invitation.
             * @typedef {Object} parley.v1.Invitation.$Properties
             * @property {Uint8Array|null} [id] Invitation id
             * @property {Uint8Array|null} [secret] Invitation secret
             * @property {Uint8Array|null} [record] Invitation record
             * @property {Array.<string>|null} [multiaddrs] Invitation multiaddrs
             * @property {number|null} [expiresMs] Invitation expiresMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Invitation.
             * @memberof parley.v1
             * @interface IInvitation
             * @augments parley.v1.Invitation.$Properties
             * @deprecated Use parley.v1.Invitation.$Properties instead.
             */

            /**
             * Shape of an Invitation.
             * @typedef {parley.v1.Invitation.$Properties} parley.v1.Invitation.$Shape
             */

            /**
             * Constructs a new Invitation.
             * @memberof parley.v1
             * @classdesc Represents an Invitation.
             * @constructor
             * @param {parley.v1.Invitation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Invitation = function (properties) {
                this.multiaddrs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Invitation id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Invitation
             * @instance
             */
            Invitation.prototype.id = $util.newBuffer([]);

            /**
             * Invitation secret.
             * @member {Uint8Array} secret
             * @memberof parley.v1.Invitation
             * @instance
             */
            Invitation.prototype.secret = $util.newBuffer([]);

            /**
             * Invitation record.
             * @member {Uint8Array} record
             * @memberof parley.v1.Invitation
             * @instance
             */
            Invitation.prototype.record = $util.newBuffer([]);

            /**
             * Invitation multiaddrs.
             * @member {Array.<string>} multiaddrs
             * @memberof parley.v1.Invitation
             * @instance
             */
            Invitation.prototype.multiaddrs = $util.emptyArray;

            /**
             * Invitation expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.Invitation
             * @instance
             */
            Invitation.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Invitation message. Does not implicitly {@link parley.v1.Invitation.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Invitation
             * @static
             * @param {parley.v1.Invitation.$Properties} message Invitation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Invitation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.secret != null && $Object.hasOwnProperty.call(message, "secret") && message.secret.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.secret);
                if (message.record != null && $Object.hasOwnProperty.call(message, "record") && message.record.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.record);
                if (message.multiaddrs != null && message.multiaddrs.length)
                    for (let i = 0; i < message.multiaddrs.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.multiaddrs[i]);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.expiresMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Invitation message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Invitation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Invitation & parley.v1.Invitation.$Shape} Invitation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Invitation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Invitation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.secret = value;
                            else
                                delete message.secret;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.record = value;
                            else
                                delete message.record;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.multiaddrs && message.multiaddrs.length))
                                message.multiaddrs = [];
                            message.multiaddrs.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Invitation
             * @function getTypeUrl
             * @memberof parley.v1.Invitation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Invitation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Invitation";
            };

            return Invitation;
        })();

        v1.Revocation = (function() {

            /**
             * Properties of a Revocation.
             * @typedef {Object} parley.v1.Revocation.$Properties
             * @property {string|null} [did] Revocation did
             * @property {string|null} [reason] Revocation reason
             * @property {number|null} [seq] Revocation seq
             * @property {number|null} [revokedMs] Revocation revokedMs
             * @property {Uint8Array|null} [evidence] Revocation evidence
             * @property {Uint8Array|null} [key] Revocation key
             * @property {Uint8Array|null} [delegation] Revocation delegation
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Revocation.
             * @memberof parley.v1
             * @interface IRevocation
             * @augments parley.v1.Revocation.$Properties
             * @deprecated Use parley.v1.Revocation.$Properties instead.
             */

            /**
             * Shape of a Revocation.
             * @typedef {parley.v1.Revocation.$Properties} parley.v1.Revocation.$Shape
             */

            /**
             * Constructs a new Revocation.
             * @memberof parley.v1
             * @classdesc Represents a Revocation.
             * @constructor
             * @param {parley.v1.Revocation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Revocation = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Revocation did.
             * @member {string} did
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.did = "";

            /**
             * Revocation reason.
             * @member {string} reason
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.reason = "";

            /**
             * Revocation seq.
             * @member {number} seq
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Revocation revokedMs.
             * @member {number} revokedMs
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.revokedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Revocation evidence.
             * @member {Uint8Array} evidence
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.evidence = $util.newBuffer([]);

            /**
             * Revocation key.
             * @member {Uint8Array} key
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.key = $util.newBuffer([]);

            /**
             * Revocation delegation.
             * @member {Uint8Array} delegation
             * @memberof parley.v1.Revocation
             * @instance
             */
            Revocation.prototype.delegation = $util.newBuffer([]);

            /**
             * Encodes the specified Revocation message. Does not implicitly {@link parley.v1.Revocation.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Revocation
             * @static
             * @param {parley.v1.Revocation.$Properties} message Revocation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Revocation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.did != null && $Object.hasOwnProperty.call(message, "did") && message.did !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.did);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.seq);
                if (message.revokedMs != null && $Object.hasOwnProperty.call(message, "revokedMs") && (typeof message.revokedMs === "object" ? message.revokedMs.low || message.revokedMs.high : message.revokedMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.revokedMs);
                if (message.evidence != null && $Object.hasOwnProperty.call(message, "evidence") && message.evidence.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.evidence);
                if (message.key != null && $Object.hasOwnProperty.call(message, "key") && message.key.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.key);
                if (message.delegation != null && $Object.hasOwnProperty.call(message, "delegation") && message.delegation.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.delegation);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Revocation message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Revocation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Revocation & parley.v1.Revocation.$Shape} Revocation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Revocation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Revocation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.did = value;
                            else
                                delete message.did;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.revokedMs = value;
                            else
                                delete message.revokedMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.evidence = value;
                            else
                                delete message.evidence;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.key = value;
                            else
                                delete message.key;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.delegation = value;
                            else
                                delete message.delegation;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Revocation
             * @function getTypeUrl
             * @memberof parley.v1.Revocation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Revocation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Revocation";
            };

            return Revocation;
        })();

        v1.Delegation = (function() {

            /**
             * Properties of a Delegation.
             * @typedef {Object} parley.v1.Delegation.$Properties
             * @property {string|null} [iss] Delegation iss
             * @property {string|null} [aud] Delegation aud
             * @property {string|null} [sub] Delegation sub
             * @property {Array.<string>|null} [cmd] Delegation cmd
             * @property {parley.v1.DelegationTerms.$Properties|null} [pol] Delegation pol
             * @property {Uint8Array|null} [nonce] Delegation nonce
             * @property {number|null} [notBeforeMs] Delegation notBeforeMs
             * @property {number|null} [expiresMs] Delegation expiresMs
             * @property {number|null} [maxDepth] Delegation maxDepth
             * @property {number|null} [trustCeiling] Delegation trustCeiling
             * @property {Uint8Array|null} [proof] Delegation proof
             * @property {Uint8Array|null} [evidence] Delegation evidence
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Delegation.
             * @memberof parley.v1
             * @interface IDelegation
             * @augments parley.v1.Delegation.$Properties
             * @deprecated Use parley.v1.Delegation.$Properties instead.
             */

            /**
             * Shape of a Delegation.
             * @typedef {parley.v1.Delegation.$Properties} parley.v1.Delegation.$Shape
             */

            /**
             * Constructs a new Delegation.
             * @memberof parley.v1
             * @classdesc Represents a Delegation.
             * @constructor
             * @param {parley.v1.Delegation.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Delegation = function (properties) {
                this.cmd = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Delegation iss.
             * @member {string} iss
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.iss = "";

            /**
             * Delegation aud.
             * @member {string} aud
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.aud = "";

            /**
             * Delegation sub.
             * @member {string} sub
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.sub = "";

            /**
             * Delegation cmd.
             * @member {Array.<string>} cmd
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.cmd = $util.emptyArray;

            /**
             * Delegation pol.
             * @member {parley.v1.DelegationTerms.$Properties|null|undefined} pol
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.pol = null;

            /**
             * Delegation nonce.
             * @member {Uint8Array} nonce
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.nonce = $util.newBuffer([]);

            /**
             * Delegation notBeforeMs.
             * @member {number} notBeforeMs
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.notBeforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Delegation expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Delegation maxDepth.
             * @member {number} maxDepth
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.maxDepth = 0;

            /**
             * Delegation trustCeiling.
             * @member {number} trustCeiling
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.trustCeiling = 0;

            /**
             * Delegation proof.
             * @member {Uint8Array} proof
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.proof = $util.newBuffer([]);

            /**
             * Delegation evidence.
             * @member {Uint8Array} evidence
             * @memberof parley.v1.Delegation
             * @instance
             */
            Delegation.prototype.evidence = $util.newBuffer([]);

            /**
             * Encodes the specified Delegation message. Does not implicitly {@link parley.v1.Delegation.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Delegation
             * @static
             * @param {parley.v1.Delegation.$Properties} message Delegation message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Delegation.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.iss != null && $Object.hasOwnProperty.call(message, "iss") && message.iss !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.iss);
                if (message.aud != null && $Object.hasOwnProperty.call(message, "aud") && message.aud !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.aud);
                if (message.sub != null && $Object.hasOwnProperty.call(message, "sub") && message.sub !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.sub);
                if (message.cmd != null && message.cmd.length)
                    for (let i = 0; i < message.cmd.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).string(message.cmd[i]);
                if (message.pol != null && $Object.hasOwnProperty.call(message, "pol"))
                    $root.parley.v1.DelegationTerms.encode(message.pol, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.nonce);
                if (message.notBeforeMs != null && $Object.hasOwnProperty.call(message, "notBeforeMs") && (typeof message.notBeforeMs === "object" ? message.notBeforeMs.low || message.notBeforeMs.high : message.notBeforeMs !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.notBeforeMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.expiresMs);
                if (message.maxDepth != null && $Object.hasOwnProperty.call(message, "maxDepth") && message.maxDepth !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.maxDepth);
                if (message.trustCeiling != null && $Object.hasOwnProperty.call(message, "trustCeiling") && message.trustCeiling !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.trustCeiling);
                if (message.proof != null && $Object.hasOwnProperty.call(message, "proof") && message.proof.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.proof);
                if (message.evidence != null && $Object.hasOwnProperty.call(message, "evidence") && message.evidence.length)
                    writer.uint32(/* id 12, wireType 2 =*/98).bytes(message.evidence);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Delegation message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Delegation
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Delegation & parley.v1.Delegation.$Shape} Delegation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Delegation.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Delegation();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.iss = value;
                            else
                                delete message.iss;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.aud = value;
                            else
                                delete message.aud;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.sub = value;
                            else
                                delete message.sub;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.cmd && message.cmd.length))
                                message.cmd = [];
                            message.cmd.push(reader.stringVerify());
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.pol = $root.parley.v1.DelegationTerms.decode(reader, reader.size(), $undefined, _depth + 1, message.pol);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.notBeforeMs = value;
                            else
                                delete message.notBeforeMs;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.maxDepth = value;
                            else
                                delete message.maxDepth;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.trustCeiling = value;
                            else
                                delete message.trustCeiling;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.proof = value;
                            else
                                delete message.proof;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.evidence = value;
                            else
                                delete message.evidence;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Delegation
             * @function getTypeUrl
             * @memberof parley.v1.Delegation
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Delegation.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Delegation";
            };

            return Delegation;
        })();

        v1.DelegationTerms = (function() {

            /**
             * Properties of a DelegationTerms.
             * @typedef {Object} parley.v1.DelegationTerms.$Properties
             * @property {number|null} [minScore] DelegationTerms minScore
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DelegationTerms.
             * @memberof parley.v1
             * @interface IDelegationTerms
             * @augments parley.v1.DelegationTerms.$Properties
             * @deprecated Use parley.v1.DelegationTerms.$Properties instead.
             */

            /**
             * Shape of a DelegationTerms.
             * @typedef {parley.v1.DelegationTerms.$Properties} parley.v1.DelegationTerms.$Shape
             */

            /**
             * Constructs a new DelegationTerms.
             * @memberof parley.v1
             * @classdesc Represents a DelegationTerms.
             * @constructor
             * @param {parley.v1.DelegationTerms.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DelegationTerms = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DelegationTerms minScore.
             * @member {number} minScore
             * @memberof parley.v1.DelegationTerms
             * @instance
             */
            DelegationTerms.prototype.minScore = 0;

            /**
             * Encodes the specified DelegationTerms message. Does not implicitly {@link parley.v1.DelegationTerms.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.DelegationTerms
             * @static
             * @param {parley.v1.DelegationTerms.$Properties} message DelegationTerms message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DelegationTerms.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.minScore != null && $Object.hasOwnProperty.call(message, "minScore") && message.minScore !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.minScore);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DelegationTerms message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.DelegationTerms
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.DelegationTerms & parley.v1.DelegationTerms.$Shape} DelegationTerms
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DelegationTerms.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.DelegationTerms();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minScore = value;
                            else
                                delete message.minScore;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for DelegationTerms
             * @function getTypeUrl
             * @memberof parley.v1.DelegationTerms
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DelegationTerms.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.DelegationTerms";
            };

            return DelegationTerms;
        })();

        v1.MailboxFrame = (function() {

            /**
             * Properties of a MailboxFrame.
             * @typedef {Object} parley.v1.MailboxFrame.$Properties
             * @property {parley.v1.Deposit.$Properties|null} [deposit] MailboxFrame deposit
             * @property {parley.v1.DepositReply.$Properties|null} [depositReply] MailboxFrame depositReply
             * @property {parley.v1.Signed.$Properties|null} [grant] MailboxFrame grant
             * @property {parley.v1.GrantReply.$Properties|null} [grantReply] MailboxFrame grantReply
             * @property {parley.v1.Fetch.$Properties|null} [fetch] MailboxFrame fetch
             * @property {parley.v1.Item.$Properties|null} [item] MailboxFrame item
             * @property {parley.v1.Fetched.$Properties|null} [fetched] MailboxFrame fetched
             * @property {parley.v1.Taken.$Properties|null} [taken] MailboxFrame taken
             * @property {parley.v1.TakenReply.$Properties|null} [takenReply] MailboxFrame takenReply
             * @property {"deposit"|"depositReply"|"grant"|"grantReply"|"fetch"|"item"|"fetched"|"taken"|"takenReply"} [body] MailboxFrame body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MailboxFrame.
             * @memberof parley.v1
             * @interface IMailboxFrame
             * @augments parley.v1.MailboxFrame.$Properties
             * @deprecated Use parley.v1.MailboxFrame.$Properties instead.
             */

            /**
             * Narrowed shape of a MailboxFrame.
             * @typedef {{
             *   deposit?: parley.v1.Deposit.$Shape|null;
             *   depositReply?: parley.v1.DepositReply.$Shape|null;
             *   grant?: parley.v1.Signed.$Shape|null;
             *   grantReply?: parley.v1.GrantReply.$Shape|null;
             *   fetch?: parley.v1.Fetch.$Shape|null;
             *   item?: parley.v1.Item.$Shape|null;
             *   fetched?: parley.v1.Fetched.$Shape|null;
             *   taken?: parley.v1.Taken.$Shape|null;
             *   takenReply?: parley.v1.TakenReply.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ body?: undefined; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "deposit"; deposit: parley.v1.Deposit.$Shape; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "depositReply"; deposit?: null; depositReply: parley.v1.DepositReply.$Shape; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "grant"; deposit?: null; depositReply?: null; grant: parley.v1.Signed.$Shape; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "grantReply"; deposit?: null; depositReply?: null; grant?: null; grantReply: parley.v1.GrantReply.$Shape; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "fetch"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch: parley.v1.Fetch.$Shape; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "item"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item: parley.v1.Item.$Shape; fetched?: null; taken?: null; takenReply?: null }|{ body?: "fetched"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched: parley.v1.Fetched.$Shape; taken?: null; takenReply?: null }|{ body?: "taken"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken: parley.v1.Taken.$Shape; takenReply?: null }|{ body?: "takenReply"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply: parley.v1.TakenReply.$Shape })
             * )} parley.v1.MailboxFrame.$Shape
             */

            /**
             * Constructs a new MailboxFrame.
             * @memberof parley.v1
             * @classdesc Represents a MailboxFrame.
             * @constructor
             * @param {parley.v1.MailboxFrame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MailboxFrame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MailboxFrame deposit.
             * @member {parley.v1.Deposit.$Properties|null|undefined} deposit
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.deposit = null;

            /**
             * MailboxFrame depositReply.
             * @member {parley.v1.DepositReply.$Properties|null|undefined} depositReply
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.depositReply = null;

            /**
             * MailboxFrame grant.
             * @member {parley.v1.Signed.$Properties|null|undefined} grant
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.grant = null;

            /**
             * MailboxFrame grantReply.
             * @member {parley.v1.GrantReply.$Properties|null|undefined} grantReply
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.grantReply = null;

            /**
             * MailboxFrame fetch.
             * @member {parley.v1.Fetch.$Properties|null|undefined} fetch
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.fetch = null;

            /**
             * MailboxFrame item.
             * @member {parley.v1.Item.$Properties|null|undefined} item
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.item = null;

            /**
             * MailboxFrame fetched.
             * @member {parley.v1.Fetched.$Properties|null|undefined} fetched
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.fetched = null;

            /**
             * MailboxFrame taken.
             * @member {parley.v1.Taken.$Properties|null|undefined} taken
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.taken = null;

            /**
             * MailboxFrame takenReply.
             * @member {parley.v1.TakenReply.$Properties|null|undefined} takenReply
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            MailboxFrame.prototype.takenReply = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * MailboxFrame body.
             * @member {"deposit"|"depositReply"|"grant"|"grantReply"|"fetch"|"item"|"fetched"|"taken"|"takenReply"|undefined} body
             * @memberof parley.v1.MailboxFrame
             * @instance
             */
            $Object.defineProperty(MailboxFrame.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["deposit", "depositReply", "grant", "grantReply", "fetch", "item", "fetched", "taken", "takenReply"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified MailboxFrame message. Does not implicitly {@link parley.v1.MailboxFrame.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.MailboxFrame
             * @static
             * @param {parley.v1.MailboxFrame.$Properties} message MailboxFrame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MailboxFrame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.deposit != null && $Object.hasOwnProperty.call(message, "deposit"))
                    $root.parley.v1.Deposit.encode(message.deposit, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.depositReply != null && $Object.hasOwnProperty.call(message, "depositReply"))
                    $root.parley.v1.DepositReply.encode(message.depositReply, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.grant != null && $Object.hasOwnProperty.call(message, "grant"))
                    $root.parley.v1.Signed.encode(message.grant, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.grantReply != null && $Object.hasOwnProperty.call(message, "grantReply"))
                    $root.parley.v1.GrantReply.encode(message.grantReply, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.fetch != null && $Object.hasOwnProperty.call(message, "fetch"))
                    $root.parley.v1.Fetch.encode(message.fetch, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.item != null && $Object.hasOwnProperty.call(message, "item"))
                    $root.parley.v1.Item.encode(message.item, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.fetched != null && $Object.hasOwnProperty.call(message, "fetched"))
                    $root.parley.v1.Fetched.encode(message.fetched, writer.uint32(/* id 7, wireType 2 =*/58).fork(), _depth + 1).ldelim();
                if (message.taken != null && $Object.hasOwnProperty.call(message, "taken"))
                    $root.parley.v1.Taken.encode(message.taken, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.takenReply != null && $Object.hasOwnProperty.call(message, "takenReply"))
                    $root.parley.v1.TakenReply.encode(message.takenReply, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MailboxFrame message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.MailboxFrame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.MailboxFrame & parley.v1.MailboxFrame.$Shape} MailboxFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MailboxFrame.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.MailboxFrame();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.deposit = $root.parley.v1.Deposit.decode(reader, reader.size(), $undefined, _depth + 1, message.deposit);
                            message.body = "deposit";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.depositReply = $root.parley.v1.DepositReply.decode(reader, reader.size(), $undefined, _depth + 1, message.depositReply);
                            message.body = "depositReply";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.grant = $root.parley.v1.Signed.decode(reader, reader.size(), $undefined, _depth + 1, message.grant);
                            message.body = "grant";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.grantReply = $root.parley.v1.GrantReply.decode(reader, reader.size(), $undefined, _depth + 1, message.grantReply);
                            message.body = "grantReply";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.fetch = $root.parley.v1.Fetch.decode(reader, reader.size(), $undefined, _depth + 1, message.fetch);
                            message.body = "fetch";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.item = $root.parley.v1.Item.decode(reader, reader.size(), $undefined, _depth + 1, message.item);
                            message.body = "item";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            message.fetched = $root.parley.v1.Fetched.decode(reader, reader.size(), $undefined, _depth + 1, message.fetched);
                            message.body = "fetched";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.taken = $root.parley.v1.Taken.decode(reader, reader.size(), $undefined, _depth + 1, message.taken);
                            message.body = "taken";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.takenReply = $root.parley.v1.TakenReply.decode(reader, reader.size(), $undefined, _depth + 1, message.takenReply);
                            message.body = "takenReply";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for MailboxFrame
             * @function getTypeUrl
             * @memberof parley.v1.MailboxFrame
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            MailboxFrame.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.MailboxFrame";
            };

            return MailboxFrame;
        })();

        v1.MailboxGrant = (function() {

            /**
             * Properties of a MailboxGrant.
             * @typedef {Object} parley.v1.MailboxGrant.$Properties
             * @property {string|null} [owner] MailboxGrant owner
             * @property {string|null} [mailbox] MailboxGrant mailbox
             * @property {number|null} [maxBytes] MailboxGrant maxBytes
             * @property {number|null} [maxMessages] MailboxGrant maxMessages
             * @property {number|null} [notBeforeMs] MailboxGrant notBeforeMs
             * @property {number|null} [expiresMs] MailboxGrant expiresMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a MailboxGrant.
             * @memberof parley.v1
             * @interface IMailboxGrant
             * @augments parley.v1.MailboxGrant.$Properties
             * @deprecated Use parley.v1.MailboxGrant.$Properties instead.
             */

            /**
             * Shape of a MailboxGrant.
             * @typedef {parley.v1.MailboxGrant.$Properties} parley.v1.MailboxGrant.$Shape
             */

            /**
             * Constructs a new MailboxGrant.
             * @memberof parley.v1
             * @classdesc Represents a MailboxGrant.
             * @constructor
             * @param {parley.v1.MailboxGrant.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const MailboxGrant = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * MailboxGrant owner.
             * @member {string} owner
             * @memberof parley.v1.MailboxGrant
             * @instance
             */
            MailboxGrant.prototype.owner = "";

            /**
             * MailboxGrant mailbox.
             * @member {string} mailbox
             * @memberof parley.v1.MailboxGrant
             * @instance
             */
            MailboxGrant.prototype.mailbox = "";

            /**
             * MailboxGrant maxBytes.
             * @member {number} maxBytes
             * @memberof parley.v1.MailboxGrant
             * @instance
             */
            MailboxGrant.prototype.maxBytes = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * MailboxGrant maxMessages.
             * @member {number} maxMessages
             * @memberof parley.v1.MailboxGrant
             * @instance
             */
            MailboxGrant.prototype.maxMessages = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * MailboxGrant notBeforeMs.
             * @member {number} notBeforeMs
             * @memberof parley.v1.MailboxGrant
             * @instance
             */
            MailboxGrant.prototype.notBeforeMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * MailboxGrant expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.MailboxGrant
             * @instance
             */
            MailboxGrant.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified MailboxGrant message. Does not implicitly {@link parley.v1.MailboxGrant.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.MailboxGrant
             * @static
             * @param {parley.v1.MailboxGrant.$Properties} message MailboxGrant message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            MailboxGrant.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.owner);
                if (message.mailbox != null && $Object.hasOwnProperty.call(message, "mailbox") && message.mailbox !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.mailbox);
                if (message.maxBytes != null && $Object.hasOwnProperty.call(message, "maxBytes") && (typeof message.maxBytes === "object" ? message.maxBytes.low || message.maxBytes.high : message.maxBytes !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.maxBytes);
                if (message.maxMessages != null && $Object.hasOwnProperty.call(message, "maxMessages") && (typeof message.maxMessages === "object" ? message.maxMessages.low || message.maxMessages.high : message.maxMessages !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.maxMessages);
                if (message.notBeforeMs != null && $Object.hasOwnProperty.call(message, "notBeforeMs") && (typeof message.notBeforeMs === "object" ? message.notBeforeMs.low || message.notBeforeMs.high : message.notBeforeMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.notBeforeMs);
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.expiresMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a MailboxGrant message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.MailboxGrant
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.MailboxGrant & parley.v1.MailboxGrant.$Shape} MailboxGrant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            MailboxGrant.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.MailboxGrant();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.owner = value;
                            else
                                delete message.owner;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.mailbox = value;
                            else
                                delete message.mailbox;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.maxBytes = value;
                            else
                                delete message.maxBytes;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.maxMessages = value;
                            else
                                delete message.maxMessages;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.notBeforeMs = value;
                            else
                                delete message.notBeforeMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for MailboxGrant
             * @function getTypeUrl
             * @memberof parley.v1.MailboxGrant
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            MailboxGrant.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.MailboxGrant";
            };

            return MailboxGrant;
        })();

        v1.Deposit = (function() {

            /**
             * Properties of a Deposit.
             * @typedef {Object} parley.v1.Deposit.$Properties
             * @property {string|null} [owner] Deposit owner
             * @property {Uint8Array|null} [id] Deposit id
             * @property {Uint8Array|null} [letter] Deposit letter
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Deposit.
             * @memberof parley.v1
             * @interface IDeposit
             * @augments parley.v1.Deposit.$Properties
             * @deprecated Use parley.v1.Deposit.$Properties instead.
             */

            /**
             * Shape of a Deposit.
             * @typedef {parley.v1.Deposit.$Properties} parley.v1.Deposit.$Shape
             */

            /**
             * Constructs a new Deposit.
             * @memberof parley.v1
             * @classdesc Represents a Deposit.
             * @constructor
             * @param {parley.v1.Deposit.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Deposit = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Deposit owner.
             * @member {string} owner
             * @memberof parley.v1.Deposit
             * @instance
             */
            Deposit.prototype.owner = "";

            /**
             * Deposit id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Deposit
             * @instance
             */
            Deposit.prototype.id = $util.newBuffer([]);

            /**
             * Deposit letter.
             * @member {Uint8Array} letter
             * @memberof parley.v1.Deposit
             * @instance
             */
            Deposit.prototype.letter = $util.newBuffer([]);

            /**
             * Encodes the specified Deposit message. Does not implicitly {@link parley.v1.Deposit.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Deposit
             * @static
             * @param {parley.v1.Deposit.$Properties} message Deposit message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Deposit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.owner != null && $Object.hasOwnProperty.call(message, "owner") && message.owner !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.owner);
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.id);
                if (message.letter != null && $Object.hasOwnProperty.call(message, "letter") && message.letter.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.letter);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Deposit message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Deposit
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Deposit & parley.v1.Deposit.$Shape} Deposit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Deposit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Deposit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.owner = value;
                            else
                                delete message.owner;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.letter = value;
                            else
                                delete message.letter;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Deposit
             * @function getTypeUrl
             * @memberof parley.v1.Deposit
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Deposit.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Deposit";
            };

            return Deposit;
        })();

        v1.DepositReply = (function() {

            /**
             * Properties of a DepositReply.
             * @typedef {Object} parley.v1.DepositReply.$Properties
             * @property {Uint8Array|null} [id] DepositReply id
             * @property {string|null} [reason] DepositReply reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DepositReply.
             * @memberof parley.v1
             * @interface IDepositReply
             * @augments parley.v1.DepositReply.$Properties
             * @deprecated Use parley.v1.DepositReply.$Properties instead.
             */

            /**
             * Shape of a DepositReply.
             * @typedef {parley.v1.DepositReply.$Properties} parley.v1.DepositReply.$Shape
             */

            /**
             * Constructs a new DepositReply.
             * @memberof parley.v1
             * @classdesc Represents a DepositReply.
             * @constructor
             * @param {parley.v1.DepositReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DepositReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DepositReply id.
             * @member {Uint8Array} id
             * @memberof parley.v1.DepositReply
             * @instance
             */
            DepositReply.prototype.id = $util.newBuffer([]);

            /**
             * DepositReply reason.
             * @member {string} reason
             * @memberof parley.v1.DepositReply
             * @instance
             */
            DepositReply.prototype.reason = "";

            /**
             * Encodes the specified DepositReply message. Does not implicitly {@link parley.v1.DepositReply.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.DepositReply
             * @static
             * @param {parley.v1.DepositReply.$Properties} message DepositReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DepositReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DepositReply message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.DepositReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.DepositReply & parley.v1.DepositReply.$Shape} DepositReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DepositReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.DepositReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for DepositReply
             * @function getTypeUrl
             * @memberof parley.v1.DepositReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DepositReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.DepositReply";
            };

            return DepositReply;
        })();

        v1.GrantReply = (function() {

            /**
             * Properties of a GrantReply.
             * @typedef {Object} parley.v1.GrantReply.$Properties
             * @property {string|null} [reason] GrantReply reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GrantReply.
             * @memberof parley.v1
             * @interface IGrantReply
             * @augments parley.v1.GrantReply.$Properties
             * @deprecated Use parley.v1.GrantReply.$Properties instead.
             */

            /**
             * Shape of a GrantReply.
             * @typedef {parley.v1.GrantReply.$Properties} parley.v1.GrantReply.$Shape
             */

            /**
             * Constructs a new GrantReply.
             * @memberof parley.v1
             * @classdesc Represents a GrantReply.
             * @constructor
             * @param {parley.v1.GrantReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GrantReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GrantReply reason.
             * @member {string} reason
             * @memberof parley.v1.GrantReply
             * @instance
             */
            GrantReply.prototype.reason = "";

            /**
             * Encodes the specified GrantReply message. Does not implicitly {@link parley.v1.GrantReply.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.GrantReply
             * @static
             * @param {parley.v1.GrantReply.$Properties} message GrantReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GrantReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GrantReply message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.GrantReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.GrantReply & parley.v1.GrantReply.$Shape} GrantReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GrantReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.GrantReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for GrantReply
             * @function getTypeUrl
             * @memberof parley.v1.GrantReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            GrantReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.GrantReply";
            };

            return GrantReply;
        })();

        v1.Fetch = (function() {

            /**
             * Properties of a Fetch.
             * @typedef {Object} parley.v1.Fetch.$Properties
             * @property {number|null} [after] Fetch after
             * @property {number|null} [limit] Fetch limit
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Fetch.
             * @memberof parley.v1
             * @interface IFetch
             * @augments parley.v1.Fetch.$Properties
             * @deprecated Use parley.v1.Fetch.$Properties instead.
             */

            /**
             * Shape of a Fetch.
             * @typedef {parley.v1.Fetch.$Properties} parley.v1.Fetch.$Shape
             */

            /**
             * Constructs a new Fetch.
             * @memberof parley.v1
             * @classdesc Represents a Fetch.
             * @constructor
             * @param {parley.v1.Fetch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Fetch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Fetch after.
             * @member {number} after
             * @memberof parley.v1.Fetch
             * @instance
             */
            Fetch.prototype.after = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Fetch limit.
             * @member {number} limit
             * @memberof parley.v1.Fetch
             * @instance
             */
            Fetch.prototype.limit = 0;

            /**
             * Encodes the specified Fetch message. Does not implicitly {@link parley.v1.Fetch.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Fetch
             * @static
             * @param {parley.v1.Fetch.$Properties} message Fetch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Fetch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.after != null && $Object.hasOwnProperty.call(message, "after") && (typeof message.after === "object" ? message.after.low || message.after.high : message.after !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.after);
                if (message.limit != null && $Object.hasOwnProperty.call(message, "limit") && message.limit !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.limit);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Fetch message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Fetch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Fetch & parley.v1.Fetch.$Shape} Fetch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Fetch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Fetch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.after = value;
                            else
                                delete message.after;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.limit = value;
                            else
                                delete message.limit;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Fetch
             * @function getTypeUrl
             * @memberof parley.v1.Fetch
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Fetch.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Fetch";
            };

            return Fetch;
        })();

        v1.Item = (function() {

            /**
             * Properties of an Item.
             * @typedef {Object} parley.v1.Item.$Properties
             * @property {number|null} [seq] Item seq
             * @property {Uint8Array|null} [letter] Item letter
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Item.
             * @memberof parley.v1
             * @interface IItem
             * @augments parley.v1.Item.$Properties
             * @deprecated Use parley.v1.Item.$Properties instead.
             */

            /**
             * Shape of an Item.
             * @typedef {parley.v1.Item.$Properties} parley.v1.Item.$Shape
             */

            /**
             * Constructs a new Item.
             * @memberof parley.v1
             * @classdesc Represents an Item.
             * @constructor
             * @param {parley.v1.Item.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Item = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Item seq.
             * @member {number} seq
             * @memberof parley.v1.Item
             * @instance
             */
            Item.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Item letter.
             * @member {Uint8Array} letter
             * @memberof parley.v1.Item
             * @instance
             */
            Item.prototype.letter = $util.newBuffer([]);

            /**
             * Encodes the specified Item message. Does not implicitly {@link parley.v1.Item.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Item
             * @static
             * @param {parley.v1.Item.$Properties} message Item message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Item.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.seq);
                if (message.letter != null && $Object.hasOwnProperty.call(message, "letter") && message.letter.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.letter);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Item message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Item
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Item & parley.v1.Item.$Shape} Item
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Item.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Item();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.letter = value;
                            else
                                delete message.letter;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Item
             * @function getTypeUrl
             * @memberof parley.v1.Item
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Item.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Item";
            };

            return Item;
        })();

        v1.Fetched = (function() {

            /**
             * Properties of a Fetched.
             * @typedef {Object} parley.v1.Fetched.$Properties
             * @property {boolean|null} [more] Fetched more
             * @property {string|null} [reason] Fetched reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Fetched.
             * @memberof parley.v1
             * @interface IFetched
             * @augments parley.v1.Fetched.$Properties
             * @deprecated Use parley.v1.Fetched.$Properties instead.
             */

            /**
             * Shape of a Fetched.
             * @typedef {parley.v1.Fetched.$Properties} parley.v1.Fetched.$Shape
             */

            /**
             * Constructs a new Fetched.
             * @memberof parley.v1
             * @classdesc Represents a Fetched.
             * @constructor
             * @param {parley.v1.Fetched.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Fetched = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Fetched more.
             * @member {boolean} more
             * @memberof parley.v1.Fetched
             * @instance
             */
            Fetched.prototype.more = false;

            /**
             * Fetched reason.
             * @member {string} reason
             * @memberof parley.v1.Fetched
             * @instance
             */
            Fetched.prototype.reason = "";

            /**
             * Encodes the specified Fetched message. Does not implicitly {@link parley.v1.Fetched.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Fetched
             * @static
             * @param {parley.v1.Fetched.$Properties} message Fetched message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Fetched.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.more != null && $Object.hasOwnProperty.call(message, "more") && message.more !== false)
                    writer.uint32(/* id 1, wireType 0 =*/8).bool(message.more);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Fetched message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Fetched
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Fetched & parley.v1.Fetched.$Shape} Fetched
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Fetched.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Fetched();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.more = value;
                            else
                                delete message.more;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Fetched
             * @function getTypeUrl
             * @memberof parley.v1.Fetched
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Fetched.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Fetched";
            };

            return Fetched;
        })();

        v1.Taken = (function() {

            /**
             * Properties of a Taken.
             * @typedef {Object} parley.v1.Taken.$Properties
             * @property {Array.<number>|null} [seq] Taken seq
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Taken.
             * @memberof parley.v1
             * @interface ITaken
             * @augments parley.v1.Taken.$Properties
             * @deprecated Use parley.v1.Taken.$Properties instead.
             */

            /**
             * Shape of a Taken.
             * @typedef {parley.v1.Taken.$Properties} parley.v1.Taken.$Shape
             */

            /**
             * Constructs a new Taken.
             * @memberof parley.v1
             * @classdesc Represents a Taken.
             * @constructor
             * @param {parley.v1.Taken.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Taken = function (properties) {
                this.seq = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Taken seq.
             * @member {Array.<number>} seq
             * @memberof parley.v1.Taken
             * @instance
             */
            Taken.prototype.seq = $util.emptyArray;

            /**
             * Encodes the specified Taken message. Does not implicitly {@link parley.v1.Taken.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Taken
             * @static
             * @param {parley.v1.Taken.$Properties} message Taken message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Taken.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.seq != null && message.seq.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).uint64s(message.seq);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Taken message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Taken
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Taken & parley.v1.Taken.$Shape} Taken
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Taken.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Taken();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType === 2) {
                                if (!(message.seq && message.seq.length))
                                    message.seq = [];
                                reader.uint64s(message.seq);
                                continue;
                            }
                            if (wireType !== 0)
                                break;
                            if (!(message.seq && message.seq.length))
                                message.seq = [];
                            message.seq.push(reader.uint64());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Taken
             * @function getTypeUrl
             * @memberof parley.v1.Taken
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Taken.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Taken";
            };

            return Taken;
        })();

        v1.TakenReply = (function() {

            /**
             * Properties of a TakenReply.
             * @typedef {Object} parley.v1.TakenReply.$Properties
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a TakenReply.
             * @memberof parley.v1
             * @interface ITakenReply
             * @augments parley.v1.TakenReply.$Properties
             * @deprecated Use parley.v1.TakenReply.$Properties instead.
             */

            /**
             * Shape of a TakenReply.
             * @typedef {parley.v1.TakenReply.$Properties} parley.v1.TakenReply.$Shape
             */

            /**
             * Constructs a new TakenReply.
             * @memberof parley.v1
             * @classdesc Represents a TakenReply.
             * @constructor
             * @param {parley.v1.TakenReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const TakenReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Encodes the specified TakenReply message. Does not implicitly {@link parley.v1.TakenReply.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.TakenReply
             * @static
             * @param {parley.v1.TakenReply.$Properties} message TakenReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            TakenReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a TakenReply message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.TakenReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.TakenReply & parley.v1.TakenReply.$Shape} TakenReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            TakenReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.TakenReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    reader.skipType(tag & 7, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for TakenReply
             * @function getTypeUrl
             * @memberof parley.v1.TakenReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            TakenReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.TakenReply";
            };

            return TakenReply;
        })();

        v1.Letter = (function() {

            /**
             * Properties of a Letter.
             * @typedef {Object} parley.v1.Letter.$Properties
             * @property {string|null} [from] Letter from
             * @property {string|null} [to] Letter to
             * @property {number|null} [writtenMs] Letter writtenMs
             * @property {parley.v1.Packet.$Properties|null} [packet] Letter packet
             * @property {Array.<parley.v1.DeliveryReceipt.$Properties>|null} [receipts] Letter receipts
             * @property {parley.v1.Before.$Properties|null} [before] Letter before
             * @property {Array.<Uint8Array>|null} [missing] Letter missing
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Letter.
             * @memberof parley.v1
             * @interface ILetter
             * @augments parley.v1.Letter.$Properties
             * @deprecated Use parley.v1.Letter.$Properties instead.
             */

            /**
             * Shape of a Letter.
             * @typedef {parley.v1.Letter.$Properties} parley.v1.Letter.$Shape
             */

            /**
             * Constructs a new Letter.
             * @memberof parley.v1
             * @classdesc Represents a Letter.
             * @constructor
             * @param {parley.v1.Letter.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Letter = function (properties) {
                this.receipts = [];
                this.missing = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Letter from.
             * @member {string} from
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.from = "";

            /**
             * Letter to.
             * @member {string} to
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.to = "";

            /**
             * Letter writtenMs.
             * @member {number} writtenMs
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.writtenMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Letter packet.
             * @member {parley.v1.Packet.$Properties|null|undefined} packet
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.packet = null;

            /**
             * Letter receipts.
             * @member {Array.<parley.v1.DeliveryReceipt.$Properties>} receipts
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.receipts = $util.emptyArray;

            /**
             * Letter before.
             * @member {parley.v1.Before.$Properties|null|undefined} before
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.before = null;

            /**
             * Letter missing.
             * @member {Array.<Uint8Array>} missing
             * @memberof parley.v1.Letter
             * @instance
             */
            Letter.prototype.missing = $util.emptyArray;

            /**
             * Encodes the specified Letter message. Does not implicitly {@link parley.v1.Letter.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Letter
             * @static
             * @param {parley.v1.Letter.$Properties} message Letter message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Letter.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.to);
                if (message.writtenMs != null && $Object.hasOwnProperty.call(message, "writtenMs") && (typeof message.writtenMs === "object" ? message.writtenMs.low || message.writtenMs.high : message.writtenMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.writtenMs);
                if (message.packet != null && $Object.hasOwnProperty.call(message, "packet"))
                    $root.parley.v1.Packet.encode(message.packet, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.receipts != null && message.receipts.length)
                    for (let i = 0; i < message.receipts.length; ++i)
                        $root.parley.v1.DeliveryReceipt.encode(message.receipts[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.before != null && $Object.hasOwnProperty.call(message, "before"))
                    $root.parley.v1.Before.encode(message.before, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.missing != null && message.missing.length)
                    for (let i = 0; i < message.missing.length; ++i)
                        writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.missing[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Letter message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Letter
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Letter & parley.v1.Letter.$Shape} Letter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Letter.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Letter();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.writtenMs = value;
                            else
                                delete message.writtenMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.packet = $root.parley.v1.Packet.decode(reader, reader.size(), $undefined, _depth + 1, message.packet);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.receipts && message.receipts.length))
                                message.receipts = [];
                            message.receipts.push($root.parley.v1.DeliveryReceipt.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.before = $root.parley.v1.Before.decode(reader, reader.size(), $undefined, _depth + 1, message.before);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if (!(message.missing && message.missing.length))
                                message.missing = [];
                            message.missing.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Letter
             * @function getTypeUrl
             * @memberof parley.v1.Letter
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Letter.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Letter";
            };

            return Letter;
        })();

        v1.Before = (function() {

            /**
             * Properties of a Before.
             * @typedef {Object} parley.v1.Before.$Properties
             * @property {Uint8Array|null} [id] Before id
             * @property {number|null} [untilMs] Before untilMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Before.
             * @memberof parley.v1
             * @interface IBefore
             * @augments parley.v1.Before.$Properties
             * @deprecated Use parley.v1.Before.$Properties instead.
             */

            /**
             * Shape of a Before.
             * @typedef {parley.v1.Before.$Properties} parley.v1.Before.$Shape
             */

            /**
             * Constructs a new Before.
             * @memberof parley.v1
             * @classdesc Represents a Before.
             * @constructor
             * @param {parley.v1.Before.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Before = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Before id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Before
             * @instance
             */
            Before.prototype.id = $util.newBuffer([]);

            /**
             * Before untilMs.
             * @member {number} untilMs
             * @memberof parley.v1.Before
             * @instance
             */
            Before.prototype.untilMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Before message. Does not implicitly {@link parley.v1.Before.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Before
             * @static
             * @param {parley.v1.Before.$Properties} message Before message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Before.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.untilMs != null && $Object.hasOwnProperty.call(message, "untilMs") && (typeof message.untilMs === "object" ? message.untilMs.low || message.untilMs.high : message.untilMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.untilMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Before message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Before
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Before & parley.v1.Before.$Shape} Before
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Before.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Before();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.untilMs = value;
                            else
                                delete message.untilMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Before
             * @function getTypeUrl
             * @memberof parley.v1.Before
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Before.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Before";
            };

            return Before;
        })();

        v1.DeliveryReceipt = (function() {

            /**
             * Properties of a DeliveryReceipt.
             * @typedef {Object} parley.v1.DeliveryReceipt.$Properties
             * @property {parley.v1.Ack.$Properties|null} [ack] DeliveryReceipt ack
             * @property {Uint8Array|null} [packet] DeliveryReceipt packet
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeliveryReceipt.
             * @memberof parley.v1
             * @interface IDeliveryReceipt
             * @augments parley.v1.DeliveryReceipt.$Properties
             * @deprecated Use parley.v1.DeliveryReceipt.$Properties instead.
             */

            /**
             * Shape of a DeliveryReceipt.
             * @typedef {parley.v1.DeliveryReceipt.$Properties} parley.v1.DeliveryReceipt.$Shape
             */

            /**
             * Constructs a new DeliveryReceipt.
             * @memberof parley.v1
             * @classdesc Represents a DeliveryReceipt.
             * @constructor
             * @param {parley.v1.DeliveryReceipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeliveryReceipt = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeliveryReceipt ack.
             * @member {parley.v1.Ack.$Properties|null|undefined} ack
             * @memberof parley.v1.DeliveryReceipt
             * @instance
             */
            DeliveryReceipt.prototype.ack = null;

            /**
             * DeliveryReceipt packet.
             * @member {Uint8Array} packet
             * @memberof parley.v1.DeliveryReceipt
             * @instance
             */
            DeliveryReceipt.prototype.packet = $util.newBuffer([]);

            /**
             * Encodes the specified DeliveryReceipt message. Does not implicitly {@link parley.v1.DeliveryReceipt.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.DeliveryReceipt
             * @static
             * @param {parley.v1.DeliveryReceipt.$Properties} message DeliveryReceipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeliveryReceipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ack != null && $Object.hasOwnProperty.call(message, "ack"))
                    $root.parley.v1.Ack.encode(message.ack, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.packet != null && $Object.hasOwnProperty.call(message, "packet") && message.packet.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.packet);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeliveryReceipt message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.DeliveryReceipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.DeliveryReceipt & parley.v1.DeliveryReceipt.$Shape} DeliveryReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeliveryReceipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.DeliveryReceipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.ack = $root.parley.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1, message.ack);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.packet = value;
                            else
                                delete message.packet;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for DeliveryReceipt
             * @function getTypeUrl
             * @memberof parley.v1.DeliveryReceipt
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DeliveryReceipt.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.DeliveryReceipt";
            };

            return DeliveryReceipt;
        })();

        v1.Frame = (function() {

            /**
             * Properties of a Frame.
             * @typedef {Object} parley.v1.Frame.$Properties
             * @property {parley.v1.Packet.$Properties|null} [packet] Frame packet
             * @property {parley.v1.Acks.$Properties|null} [acks] Frame acks
             * @property {parley.v1.PrekeyRequest.$Properties|null} [prekeyRequest] Frame prekeyRequest
             * @property {parley.v1.PrekeyReply.$Properties|null} [prekeyReply] Frame prekeyReply
             * @property {parley.v1.Signed.$Properties|null} [knock] Frame knock
             * @property {parley.v1.Signed.$Properties|null} [knockReply] Frame knockReply
             * @property {number|null} [ping] Frame ping
             * @property {number|null} [pong] Frame pong
             * @property {parley.v1.CosignRequest.$Properties|null} [cosignRequest] Frame cosignRequest
             * @property {parley.v1.CosignReply.$Properties|null} [cosignReply] Frame cosignReply
             * @property {parley.v1.Credit.$Properties|null} [credit] Frame credit
             * @property {parley.v1.Signed.$Properties|null} [sessionEnd] Frame sessionEnd
             * @property {parley.v1.Statements.$Properties|null} [statements] Frame statements
             * @property {parley.v1.ReceiptsAfter.$Properties|null} [receiptsAfter] Frame receiptsAfter
             * @property {"packet"|"acks"|"prekeyRequest"|"prekeyReply"|"knock"|"knockReply"|"ping"|"pong"|"cosignRequest"|"cosignReply"|"credit"|"sessionEnd"|"statements"|"receiptsAfter"} [body] Frame body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Frame.
             * @memberof parley.v1
             * @interface IFrame
             * @augments parley.v1.Frame.$Properties
             * @deprecated Use parley.v1.Frame.$Properties instead.
             */

            /**
             * Narrowed shape of a Frame.
             * @typedef {{
             *   packet?: parley.v1.Packet.$Shape|null;
             *   acks?: parley.v1.Acks.$Shape|null;
             *   prekeyRequest?: parley.v1.PrekeyRequest.$Shape|null;
             *   prekeyReply?: parley.v1.PrekeyReply.$Shape|null;
             *   knock?: parley.v1.Signed.$Shape|null;
             *   knockReply?: parley.v1.Signed.$Shape|null;
             *   ping?: number|null;
             *   pong?: number|null;
             *   cosignRequest?: parley.v1.CosignRequest.$Shape|null;
             *   cosignReply?: parley.v1.CosignReply.$Shape|null;
             *   credit?: parley.v1.Credit.$Shape|null;
             *   sessionEnd?: parley.v1.Signed.$Shape|null;
             *   statements?: parley.v1.Statements.$Shape|null;
             *   receiptsAfter?: parley.v1.ReceiptsAfter.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ body?: undefined; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "packet"; packet: parley.v1.Packet.$Shape; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "acks"; packet?: null; acks: parley.v1.Acks.$Shape; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "prekeyRequest"; packet?: null; acks?: null; prekeyRequest: parley.v1.PrekeyRequest.$Shape; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "prekeyReply"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply: parley.v1.PrekeyReply.$Shape; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "knock"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock: parley.v1.Signed.$Shape; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "knockReply"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply: parley.v1.Signed.$Shape; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "ping"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping: number; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "pong"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong: number; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "cosignRequest"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest: parley.v1.CosignRequest.$Shape; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "cosignReply"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply: parley.v1.CosignReply.$Shape; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "credit"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit: parley.v1.Credit.$Shape; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "sessionEnd"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd: parley.v1.Signed.$Shape; statements?: null; receiptsAfter?: null }|{ body?: "statements"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements: parley.v1.Statements.$Shape; receiptsAfter?: null }|{ body?: "receiptsAfter"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter: parley.v1.ReceiptsAfter.$Shape })
             * )} parley.v1.Frame.$Shape
             */

            /**
             * Constructs a new Frame.
             * @memberof parley.v1
             * @classdesc Represents a Frame.
             * @constructor
             * @param {parley.v1.Frame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Frame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Frame packet.
             * @member {parley.v1.Packet.$Properties|null|undefined} packet
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.packet = null;

            /**
             * Frame acks.
             * @member {parley.v1.Acks.$Properties|null|undefined} acks
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.acks = null;

            /**
             * Frame prekeyRequest.
             * @member {parley.v1.PrekeyRequest.$Properties|null|undefined} prekeyRequest
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.prekeyRequest = null;

            /**
             * Frame prekeyReply.
             * @member {parley.v1.PrekeyReply.$Properties|null|undefined} prekeyReply
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.prekeyReply = null;

            /**
             * Frame knock.
             * @member {parley.v1.Signed.$Properties|null|undefined} knock
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.knock = null;

            /**
             * Frame knockReply.
             * @member {parley.v1.Signed.$Properties|null|undefined} knockReply
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.knockReply = null;

            /**
             * Frame ping.
             * @member {number|null|undefined} ping
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.ping = null;

            /**
             * Frame pong.
             * @member {number|null|undefined} pong
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.pong = null;

            /**
             * Frame cosignRequest.
             * @member {parley.v1.CosignRequest.$Properties|null|undefined} cosignRequest
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.cosignRequest = null;

            /**
             * Frame cosignReply.
             * @member {parley.v1.CosignReply.$Properties|null|undefined} cosignReply
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.cosignReply = null;

            /**
             * Frame credit.
             * @member {parley.v1.Credit.$Properties|null|undefined} credit
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.credit = null;

            /**
             * Frame sessionEnd.
             * @member {parley.v1.Signed.$Properties|null|undefined} sessionEnd
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.sessionEnd = null;

            /**
             * Frame statements.
             * @member {parley.v1.Statements.$Properties|null|undefined} statements
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.statements = null;

            /**
             * Frame receiptsAfter.
             * @member {parley.v1.ReceiptsAfter.$Properties|null|undefined} receiptsAfter
             * @memberof parley.v1.Frame
             * @instance
             */
            Frame.prototype.receiptsAfter = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * Frame body.
             * @member {"packet"|"acks"|"prekeyRequest"|"prekeyReply"|"knock"|"knockReply"|"ping"|"pong"|"cosignRequest"|"cosignReply"|"credit"|"sessionEnd"|"statements"|"receiptsAfter"|undefined} body
             * @memberof parley.v1.Frame
             * @instance
             */
            $Object.defineProperty(Frame.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["packet", "acks", "prekeyRequest", "prekeyReply", "knock", "knockReply", "ping", "pong", "cosignRequest", "cosignReply", "credit", "sessionEnd", "statements", "receiptsAfter"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified Frame message. Does not implicitly {@link parley.v1.Frame.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Frame
             * @static
             * @param {parley.v1.Frame.$Properties} message Frame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Frame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.packet != null && $Object.hasOwnProperty.call(message, "packet"))
                    $root.parley.v1.Packet.encode(message.packet, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.acks != null && $Object.hasOwnProperty.call(message, "acks"))
                    $root.parley.v1.Acks.encode(message.acks, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.prekeyRequest != null && $Object.hasOwnProperty.call(message, "prekeyRequest"))
                    $root.parley.v1.PrekeyRequest.encode(message.prekeyRequest, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.prekeyReply != null && $Object.hasOwnProperty.call(message, "prekeyReply"))
                    $root.parley.v1.PrekeyReply.encode(message.prekeyReply, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.knock != null && $Object.hasOwnProperty.call(message, "knock"))
                    $root.parley.v1.Signed.encode(message.knock, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.knockReply != null && $Object.hasOwnProperty.call(message, "knockReply"))
                    $root.parley.v1.Signed.encode(message.knockReply, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.ping != null && $Object.hasOwnProperty.call(message, "ping"))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.ping);
                if (message.pong != null && $Object.hasOwnProperty.call(message, "pong"))
                    writer.uint32(/* id 8, wireType 0 =*/64).uint64(message.pong);
                if (message.cosignRequest != null && $Object.hasOwnProperty.call(message, "cosignRequest"))
                    $root.parley.v1.CosignRequest.encode(message.cosignRequest, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.cosignReply != null && $Object.hasOwnProperty.call(message, "cosignReply"))
                    $root.parley.v1.CosignReply.encode(message.cosignReply, writer.uint32(/* id 10, wireType 2 =*/82).fork(), _depth + 1).ldelim();
                if (message.sessionEnd != null && $Object.hasOwnProperty.call(message, "sessionEnd"))
                    $root.parley.v1.Signed.encode(message.sessionEnd, writer.uint32(/* id 11, wireType 2 =*/90).fork(), _depth + 1).ldelim();
                if (message.credit != null && $Object.hasOwnProperty.call(message, "credit"))
                    $root.parley.v1.Credit.encode(message.credit, writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.receiptsAfter != null && $Object.hasOwnProperty.call(message, "receiptsAfter"))
                    $root.parley.v1.ReceiptsAfter.encode(message.receiptsAfter, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.statements != null && $Object.hasOwnProperty.call(message, "statements"))
                    $root.parley.v1.Statements.encode(message.statements, writer.uint32(/* id 20, wireType 2 =*/162).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Frame message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Frame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Frame & parley.v1.Frame.$Shape} Frame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Frame.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Frame();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.packet = $root.parley.v1.Packet.decode(reader, reader.size(), $undefined, _depth + 1, message.packet);
                            message.body = "packet";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.acks = $root.parley.v1.Acks.decode(reader, reader.size(), $undefined, _depth + 1, message.acks);
                            message.body = "acks";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.prekeyRequest = $root.parley.v1.PrekeyRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.prekeyRequest);
                            message.body = "prekeyRequest";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.prekeyReply = $root.parley.v1.PrekeyReply.decode(reader, reader.size(), $undefined, _depth + 1, message.prekeyReply);
                            message.body = "prekeyReply";
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.knock = $root.parley.v1.Signed.decode(reader, reader.size(), $undefined, _depth + 1, message.knock);
                            message.body = "knock";
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.knockReply = $root.parley.v1.Signed.decode(reader, reader.size(), $undefined, _depth + 1, message.knockReply);
                            message.body = "knockReply";
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            message.ping = reader.uint64();
                            message.body = "ping";
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            message.pong = reader.uint64();
                            message.body = "pong";
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.cosignRequest = $root.parley.v1.CosignRequest.decode(reader, reader.size(), $undefined, _depth + 1, message.cosignRequest);
                            message.body = "cosignRequest";
                            continue;
                        }
                    case 10: {
                            if (wireType !== 2)
                                break;
                            message.cosignReply = $root.parley.v1.CosignReply.decode(reader, reader.size(), $undefined, _depth + 1, message.cosignReply);
                            message.body = "cosignReply";
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            message.credit = $root.parley.v1.Credit.decode(reader, reader.size(), $undefined, _depth + 1, message.credit);
                            message.body = "credit";
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            message.sessionEnd = $root.parley.v1.Signed.decode(reader, reader.size(), $undefined, _depth + 1, message.sessionEnd);
                            message.body = "sessionEnd";
                            continue;
                        }
                    case 20: {
                            if (wireType !== 2)
                                break;
                            message.statements = $root.parley.v1.Statements.decode(reader, reader.size(), $undefined, _depth + 1, message.statements);
                            message.body = "statements";
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.receiptsAfter = $root.parley.v1.ReceiptsAfter.decode(reader, reader.size(), $undefined, _depth + 1, message.receiptsAfter);
                            message.body = "receiptsAfter";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Frame
             * @function getTypeUrl
             * @memberof parley.v1.Frame
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Frame.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Frame";
            };

            return Frame;
        })();

        v1.ReceiptsAfter = (function() {

            /**
             * Properties of a ReceiptsAfter.
             * @typedef {Object} parley.v1.ReceiptsAfter.$Properties
             * @property {Array.<parley.v1.ReceiptHead.$Properties>|null} [head] ReceiptsAfter head
             * @property {boolean|null} [others] ReceiptsAfter others
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReceiptsAfter.
             * @memberof parley.v1
             * @interface IReceiptsAfter
             * @augments parley.v1.ReceiptsAfter.$Properties
             * @deprecated Use parley.v1.ReceiptsAfter.$Properties instead.
             */

            /**
             * Shape of a ReceiptsAfter.
             * @typedef {parley.v1.ReceiptsAfter.$Properties} parley.v1.ReceiptsAfter.$Shape
             */

            /**
             * Constructs a new ReceiptsAfter.
             * @memberof parley.v1
             * @classdesc Represents a ReceiptsAfter.
             * @constructor
             * @param {parley.v1.ReceiptsAfter.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReceiptsAfter = function (properties) {
                this.head = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReceiptsAfter head.
             * @member {Array.<parley.v1.ReceiptHead.$Properties>} head
             * @memberof parley.v1.ReceiptsAfter
             * @instance
             */
            ReceiptsAfter.prototype.head = $util.emptyArray;

            /**
             * ReceiptsAfter others.
             * @member {boolean} others
             * @memberof parley.v1.ReceiptsAfter
             * @instance
             */
            ReceiptsAfter.prototype.others = false;

            /**
             * Encodes the specified ReceiptsAfter message. Does not implicitly {@link parley.v1.ReceiptsAfter.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.ReceiptsAfter
             * @static
             * @param {parley.v1.ReceiptsAfter.$Properties} message ReceiptsAfter message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReceiptsAfter.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.head != null && message.head.length)
                    for (let i = 0; i < message.head.length; ++i)
                        $root.parley.v1.ReceiptHead.encode(message.head[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.others != null && $Object.hasOwnProperty.call(message, "others") && message.others !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.others);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReceiptsAfter message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.ReceiptsAfter
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.ReceiptsAfter & parley.v1.ReceiptsAfter.$Shape} ReceiptsAfter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReceiptsAfter.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.ReceiptsAfter();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.head && message.head.length))
                                message.head = [];
                            message.head.push($root.parley.v1.ReceiptHead.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.others = value;
                            else
                                delete message.others;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ReceiptsAfter
             * @function getTypeUrl
             * @memberof parley.v1.ReceiptsAfter
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReceiptsAfter.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.ReceiptsAfter";
            };

            return ReceiptsAfter;
        })();

        v1.ReceiptHead = (function() {

            /**
             * Properties of a ReceiptHead.
             * @typedef {Object} parley.v1.ReceiptHead.$Properties
             * @property {string|null} [rater] ReceiptHead rater
             * @property {number|null} [seq] ReceiptHead seq
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a ReceiptHead.
             * @memberof parley.v1
             * @interface IReceiptHead
             * @augments parley.v1.ReceiptHead.$Properties
             * @deprecated Use parley.v1.ReceiptHead.$Properties instead.
             */

            /**
             * Shape of a ReceiptHead.
             * @typedef {parley.v1.ReceiptHead.$Properties} parley.v1.ReceiptHead.$Shape
             */

            /**
             * Constructs a new ReceiptHead.
             * @memberof parley.v1
             * @classdesc Represents a ReceiptHead.
             * @constructor
             * @param {parley.v1.ReceiptHead.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const ReceiptHead = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * ReceiptHead rater.
             * @member {string} rater
             * @memberof parley.v1.ReceiptHead
             * @instance
             */
            ReceiptHead.prototype.rater = "";

            /**
             * ReceiptHead seq.
             * @member {number} seq
             * @memberof parley.v1.ReceiptHead
             * @instance
             */
            ReceiptHead.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified ReceiptHead message. Does not implicitly {@link parley.v1.ReceiptHead.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.ReceiptHead
             * @static
             * @param {parley.v1.ReceiptHead.$Properties} message ReceiptHead message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            ReceiptHead.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.rater != null && $Object.hasOwnProperty.call(message, "rater") && message.rater !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.rater);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.seq);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a ReceiptHead message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.ReceiptHead
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.ReceiptHead & parley.v1.ReceiptHead.$Shape} ReceiptHead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            ReceiptHead.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.ReceiptHead();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rater = value;
                            else
                                delete message.rater;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for ReceiptHead
             * @function getTypeUrl
             * @memberof parley.v1.ReceiptHead
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            ReceiptHead.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.ReceiptHead";
            };

            return ReceiptHead;
        })();

        v1.Credit = (function() {

            /**
             * Properties of a Credit.
             * @typedef {Object} parley.v1.Credit.$Properties
             * @property {Uint8Array|null} [exchange] Credit exchange
             * @property {number|null} [taken] Credit taken
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Credit.
             * @memberof parley.v1
             * @interface ICredit
             * @augments parley.v1.Credit.$Properties
             * @deprecated Use parley.v1.Credit.$Properties instead.
             */

            /**
             * Shape of a Credit.
             * @typedef {parley.v1.Credit.$Properties} parley.v1.Credit.$Shape
             */

            /**
             * Constructs a new Credit.
             * @memberof parley.v1
             * @classdesc Represents a Credit.
             * @constructor
             * @param {parley.v1.Credit.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Credit = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Credit exchange.
             * @member {Uint8Array} exchange
             * @memberof parley.v1.Credit
             * @instance
             */
            Credit.prototype.exchange = $util.newBuffer([]);

            /**
             * Credit taken.
             * @member {number} taken
             * @memberof parley.v1.Credit
             * @instance
             */
            Credit.prototype.taken = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Credit message. Does not implicitly {@link parley.v1.Credit.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Credit
             * @static
             * @param {parley.v1.Credit.$Properties} message Credit message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Credit.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.exchange != null && $Object.hasOwnProperty.call(message, "exchange") && message.exchange.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.exchange);
                if (message.taken != null && $Object.hasOwnProperty.call(message, "taken") && (typeof message.taken === "object" ? message.taken.low || message.taken.high : message.taken !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.taken);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Credit message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Credit
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Credit & parley.v1.Credit.$Shape} Credit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Credit.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Credit();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.exchange = value;
                            else
                                delete message.exchange;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.taken = value;
                            else
                                delete message.taken;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Credit
             * @function getTypeUrl
             * @memberof parley.v1.Credit
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Credit.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Credit";
            };

            return Credit;
        })();

        v1.CosignRequest = (function() {

            /**
             * Properties of a CosignRequest.
             * @typedef {Object} parley.v1.CosignRequest.$Properties
             * @property {Uint8Array|null} [body] CosignRequest body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CosignRequest.
             * @memberof parley.v1
             * @interface ICosignRequest
             * @augments parley.v1.CosignRequest.$Properties
             * @deprecated Use parley.v1.CosignRequest.$Properties instead.
             */

            /**
             * Shape of a CosignRequest.
             * @typedef {parley.v1.CosignRequest.$Properties} parley.v1.CosignRequest.$Shape
             */

            /**
             * Constructs a new CosignRequest.
             * @memberof parley.v1
             * @classdesc Represents a CosignRequest.
             * @constructor
             * @param {parley.v1.CosignRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CosignRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CosignRequest body.
             * @member {Uint8Array} body
             * @memberof parley.v1.CosignRequest
             * @instance
             */
            CosignRequest.prototype.body = $util.newBuffer([]);

            /**
             * Encodes the specified CosignRequest message. Does not implicitly {@link parley.v1.CosignRequest.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.CosignRequest
             * @static
             * @param {parley.v1.CosignRequest.$Properties} message CosignRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CosignRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CosignRequest message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.CosignRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.CosignRequest & parley.v1.CosignRequest.$Shape} CosignRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CosignRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.CosignRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for CosignRequest
             * @function getTypeUrl
             * @memberof parley.v1.CosignRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            CosignRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.CosignRequest";
            };

            return CosignRequest;
        })();

        v1.CosignReply = (function() {

            /**
             * Properties of a CosignReply.
             * @typedef {Object} parley.v1.CosignReply.$Properties
             * @property {string|null} [cosignature] CosignReply cosignature
             * @property {number|null} [size] CosignReply size
             * @property {string|null} [reason] CosignReply reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a CosignReply.
             * @memberof parley.v1
             * @interface ICosignReply
             * @augments parley.v1.CosignReply.$Properties
             * @deprecated Use parley.v1.CosignReply.$Properties instead.
             */

            /**
             * Shape of a CosignReply.
             * @typedef {parley.v1.CosignReply.$Properties} parley.v1.CosignReply.$Shape
             */

            /**
             * Constructs a new CosignReply.
             * @memberof parley.v1
             * @classdesc Represents a CosignReply.
             * @constructor
             * @param {parley.v1.CosignReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const CosignReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * CosignReply cosignature.
             * @member {string} cosignature
             * @memberof parley.v1.CosignReply
             * @instance
             */
            CosignReply.prototype.cosignature = "";

            /**
             * CosignReply size.
             * @member {number} size
             * @memberof parley.v1.CosignReply
             * @instance
             */
            CosignReply.prototype.size = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * CosignReply reason.
             * @member {string} reason
             * @memberof parley.v1.CosignReply
             * @instance
             */
            CosignReply.prototype.reason = "";

            /**
             * Encodes the specified CosignReply message. Does not implicitly {@link parley.v1.CosignReply.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.CosignReply
             * @static
             * @param {parley.v1.CosignReply.$Properties} message CosignReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            CosignReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.cosignature != null && $Object.hasOwnProperty.call(message, "cosignature") && message.cosignature !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.cosignature);
                if (message.size != null && $Object.hasOwnProperty.call(message, "size") && (typeof message.size === "object" ? message.size.low || message.size.high : message.size !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.size);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a CosignReply message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.CosignReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.CosignReply & parley.v1.CosignReply.$Shape} CosignReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            CosignReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.CosignReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.cosignature = value;
                            else
                                delete message.cosignature;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.size = value;
                            else
                                delete message.size;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for CosignReply
             * @function getTypeUrl
             * @memberof parley.v1.CosignReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            CosignReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.CosignReply";
            };

            return CosignReply;
        })();

        v1.Statements = (function() {

            /**
             * Properties of a Statements.
             * @typedef {Object} parley.v1.Statements.$Properties
             * @property {Array.<Uint8Array>|null} [statement] Statements statement
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Statements.
             * @memberof parley.v1
             * @interface IStatements
             * @augments parley.v1.Statements.$Properties
             * @deprecated Use parley.v1.Statements.$Properties instead.
             */

            /**
             * Shape of a Statements.
             * @typedef {parley.v1.Statements.$Properties} parley.v1.Statements.$Shape
             */

            /**
             * Constructs a new Statements.
             * @memberof parley.v1
             * @classdesc Represents a Statements.
             * @constructor
             * @param {parley.v1.Statements.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Statements = function (properties) {
                this.statement = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Statements statement.
             * @member {Array.<Uint8Array>} statement
             * @memberof parley.v1.Statements
             * @instance
             */
            Statements.prototype.statement = $util.emptyArray;

            /**
             * Encodes the specified Statements message. Does not implicitly {@link parley.v1.Statements.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Statements
             * @static
             * @param {parley.v1.Statements.$Properties} message Statements message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Statements.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.statement != null && message.statement.length)
                    for (let i = 0; i < message.statement.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.statement[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Statements message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Statements
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Statements & parley.v1.Statements.$Shape} Statements
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Statements.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Statements();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.statement && message.statement.length))
                                message.statement = [];
                            message.statement.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Statements
             * @function getTypeUrl
             * @memberof parley.v1.Statements
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Statements.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Statements";
            };

            return Statements;
        })();

        v1.Packet = (function() {

            /**
             * Properties of a Packet.
             * @typedef {Object} parley.v1.Packet.$Properties
             * @property {Uint8Array|null} [id] Packet id
             * @property {Uint8Array|null} [session] Packet session
             * @property {Uint8Array|null} [header] Packet header
             * @property {Uint8Array|null} [ciphertext] Packet ciphertext
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Packet.
             * @memberof parley.v1
             * @interface IPacket
             * @augments parley.v1.Packet.$Properties
             * @deprecated Use parley.v1.Packet.$Properties instead.
             */

            /**
             * Shape of a Packet.
             * @typedef {parley.v1.Packet.$Properties} parley.v1.Packet.$Shape
             */

            /**
             * Constructs a new Packet.
             * @memberof parley.v1
             * @classdesc Represents a Packet.
             * @constructor
             * @param {parley.v1.Packet.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Packet = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Packet id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Packet
             * @instance
             */
            Packet.prototype.id = $util.newBuffer([]);

            /**
             * Packet session.
             * @member {Uint8Array} session
             * @memberof parley.v1.Packet
             * @instance
             */
            Packet.prototype.session = $util.newBuffer([]);

            /**
             * Packet header.
             * @member {Uint8Array} header
             * @memberof parley.v1.Packet
             * @instance
             */
            Packet.prototype.header = $util.newBuffer([]);

            /**
             * Packet ciphertext.
             * @member {Uint8Array} ciphertext
             * @memberof parley.v1.Packet
             * @instance
             */
            Packet.prototype.ciphertext = $util.newBuffer([]);

            /**
             * Encodes the specified Packet message. Does not implicitly {@link parley.v1.Packet.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Packet
             * @static
             * @param {parley.v1.Packet.$Properties} message Packet message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Packet.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.session != null && $Object.hasOwnProperty.call(message, "session") && message.session.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.session);
                if (message.header != null && $Object.hasOwnProperty.call(message, "header") && message.header.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.header);
                if (message.ciphertext != null && $Object.hasOwnProperty.call(message, "ciphertext") && message.ciphertext.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.ciphertext);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Packet message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Packet
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Packet & parley.v1.Packet.$Shape} Packet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Packet.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Packet();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.session = value;
                            else
                                delete message.session;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.header = value;
                            else
                                delete message.header;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ciphertext = value;
                            else
                                delete message.ciphertext;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Packet
             * @function getTypeUrl
             * @memberof parley.v1.Packet
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Packet.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Packet";
            };

            return Packet;
        })();

        v1.Acks = (function() {

            /**
             * Properties of an Acks.
             * @typedef {Object} parley.v1.Acks.$Properties
             * @property {Array.<parley.v1.Ack.$Properties>|null} [ack] Acks ack
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Acks.
             * @memberof parley.v1
             * @interface IAcks
             * @augments parley.v1.Acks.$Properties
             * @deprecated Use parley.v1.Acks.$Properties instead.
             */

            /**
             * Shape of an Acks.
             * @typedef {parley.v1.Acks.$Properties} parley.v1.Acks.$Shape
             */

            /**
             * Constructs a new Acks.
             * @memberof parley.v1
             * @classdesc Represents an Acks.
             * @constructor
             * @param {parley.v1.Acks.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Acks = function (properties) {
                this.ack = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Acks ack.
             * @member {Array.<parley.v1.Ack.$Properties>} ack
             * @memberof parley.v1.Acks
             * @instance
             */
            Acks.prototype.ack = $util.emptyArray;

            /**
             * Encodes the specified Acks message. Does not implicitly {@link parley.v1.Acks.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Acks
             * @static
             * @param {parley.v1.Acks.$Properties} message Acks message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Acks.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ack != null && message.ack.length)
                    for (let i = 0; i < message.ack.length; ++i)
                        $root.parley.v1.Ack.encode(message.ack[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Acks message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Acks
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Acks & parley.v1.Acks.$Shape} Acks
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Acks.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Acks();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.ack && message.ack.length))
                                message.ack = [];
                            message.ack.push($root.parley.v1.Ack.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Acks
             * @function getTypeUrl
             * @memberof parley.v1.Acks
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Acks.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Acks";
            };

            return Acks;
        })();

        v1.Ack = (function() {

            /**
             * Properties of an Ack.
             * @typedef {Object} parley.v1.Ack.$Properties
             * @property {Uint8Array|null} [id] Ack id
             * @property {parley.v1.Outcome|null} [outcome] Ack outcome
             * @property {string|null} [reason] Ack reason
             * @property {parley.v1.AcceptanceTicket.$Properties|null} [ticket] Ack ticket
             * @property {Array.<parley.v1.RefusedFrame.$Properties>|null} [refused] Ack refused
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Ack.
             * @memberof parley.v1
             * @interface IAck
             * @augments parley.v1.Ack.$Properties
             * @deprecated Use parley.v1.Ack.$Properties instead.
             */

            /**
             * Shape of an Ack.
             * @typedef {parley.v1.Ack.$Properties} parley.v1.Ack.$Shape
             */

            /**
             * Constructs a new Ack.
             * @memberof parley.v1
             * @classdesc Represents an Ack.
             * @constructor
             * @param {parley.v1.Ack.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Ack = function (properties) {
                this.refused = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Ack id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Ack
             * @instance
             */
            Ack.prototype.id = $util.newBuffer([]);

            /**
             * Ack outcome.
             * @member {parley.v1.Outcome} outcome
             * @memberof parley.v1.Ack
             * @instance
             */
            Ack.prototype.outcome = 0;

            /**
             * Ack reason.
             * @member {string} reason
             * @memberof parley.v1.Ack
             * @instance
             */
            Ack.prototype.reason = "";

            /**
             * Ack ticket.
             * @member {parley.v1.AcceptanceTicket.$Properties|null|undefined} ticket
             * @memberof parley.v1.Ack
             * @instance
             */
            Ack.prototype.ticket = null;

            /**
             * Ack refused.
             * @member {Array.<parley.v1.RefusedFrame.$Properties>} refused
             * @memberof parley.v1.Ack
             * @instance
             */
            Ack.prototype.refused = $util.emptyArray;

            /**
             * Encodes the specified Ack message. Does not implicitly {@link parley.v1.Ack.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Ack
             * @static
             * @param {parley.v1.Ack.$Properties} message Ack message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Ack.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).int32(message.outcome);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
                if (message.ticket != null && $Object.hasOwnProperty.call(message, "ticket"))
                    $root.parley.v1.AcceptanceTicket.encode(message.ticket, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.refused != null && message.refused.length)
                    for (let i = 0; i < message.refused.length; ++i)
                        $root.parley.v1.RefusedFrame.encode(message.refused[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Ack
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Ack & parley.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Ack.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Ack();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.int32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.ticket = $root.parley.v1.AcceptanceTicket.decode(reader, reader.size(), $undefined, _depth + 1, message.ticket);
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.refused && message.refused.length))
                                message.refused = [];
                            message.refused.push($root.parley.v1.RefusedFrame.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Ack
             * @function getTypeUrl
             * @memberof parley.v1.Ack
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Ack.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Ack";
            };

            return Ack;
        })();

        v1.RefusedFrame = (function() {

            /**
             * Properties of a RefusedFrame.
             * @typedef {Object} parley.v1.RefusedFrame.$Properties
             * @property {number|null} [index] RefusedFrame index
             * @property {string|null} [reason] RefusedFrame reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RefusedFrame.
             * @memberof parley.v1
             * @interface IRefusedFrame
             * @augments parley.v1.RefusedFrame.$Properties
             * @deprecated Use parley.v1.RefusedFrame.$Properties instead.
             */

            /**
             * Shape of a RefusedFrame.
             * @typedef {parley.v1.RefusedFrame.$Properties} parley.v1.RefusedFrame.$Shape
             */

            /**
             * Constructs a new RefusedFrame.
             * @memberof parley.v1
             * @classdesc Represents a RefusedFrame.
             * @constructor
             * @param {parley.v1.RefusedFrame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RefusedFrame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RefusedFrame index.
             * @member {number} index
             * @memberof parley.v1.RefusedFrame
             * @instance
             */
            RefusedFrame.prototype.index = 0;

            /**
             * RefusedFrame reason.
             * @member {string} reason
             * @memberof parley.v1.RefusedFrame
             * @instance
             */
            RefusedFrame.prototype.reason = "";

            /**
             * Encodes the specified RefusedFrame message. Does not implicitly {@link parley.v1.RefusedFrame.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.RefusedFrame
             * @static
             * @param {parley.v1.RefusedFrame.$Properties} message RefusedFrame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RefusedFrame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.index != null && $Object.hasOwnProperty.call(message, "index") && message.index !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.index);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RefusedFrame message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.RefusedFrame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.RefusedFrame & parley.v1.RefusedFrame.$Shape} RefusedFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RefusedFrame.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.RefusedFrame();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.index = value;
                            else
                                delete message.index;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for RefusedFrame
             * @function getTypeUrl
             * @memberof parley.v1.RefusedFrame
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RefusedFrame.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.RefusedFrame";
            };

            return RefusedFrame;
        })();

        /**
         * Outcome enum.
         * @name parley.v1.Outcome
         * @enum {number}
         * @property {number} OUTCOME_UNSPECIFIED=0 OUTCOME_UNSPECIFIED value
         * @property {number} OUTCOME_DELIVERED=1 OUTCOME_DELIVERED value
         * @property {number} OUTCOME_DENIED=2 OUTCOME_DENIED value
         * @property {number} OUTCOME_REJECTED=3 OUTCOME_REJECTED value
         */
        v1.Outcome = (function() {
            const valuesById = $Object.create(null), values = $Object.create(valuesById);
            values[valuesById[0] = "OUTCOME_UNSPECIFIED"] = 0;
            values[valuesById[1] = "OUTCOME_DELIVERED"] = 1;
            values[valuesById[2] = "OUTCOME_DENIED"] = 2;
            values[valuesById[3] = "OUTCOME_REJECTED"] = 3;
            return values;
        })();

        v1.PrekeyRequest = (function() {

            /**
             * Properties of a PrekeyRequest.
             * @typedef {Object} parley.v1.PrekeyRequest.$Properties
             * @property {number|null} [request] PrekeyRequest request
             * @property {string|null} [suite] PrekeyRequest suite
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrekeyRequest.
             * @memberof parley.v1
             * @interface IPrekeyRequest
             * @augments parley.v1.PrekeyRequest.$Properties
             * @deprecated Use parley.v1.PrekeyRequest.$Properties instead.
             */

            /**
             * Shape of a PrekeyRequest.
             * @typedef {parley.v1.PrekeyRequest.$Properties} parley.v1.PrekeyRequest.$Shape
             */

            /**
             * Constructs a new PrekeyRequest.
             * @memberof parley.v1
             * @classdesc Represents a PrekeyRequest.
             * @constructor
             * @param {parley.v1.PrekeyRequest.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrekeyRequest = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrekeyRequest request.
             * @member {number} request
             * @memberof parley.v1.PrekeyRequest
             * @instance
             */
            PrekeyRequest.prototype.request = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * PrekeyRequest suite.
             * @member {string} suite
             * @memberof parley.v1.PrekeyRequest
             * @instance
             */
            PrekeyRequest.prototype.suite = "";

            /**
             * Encodes the specified PrekeyRequest message. Does not implicitly {@link parley.v1.PrekeyRequest.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.PrekeyRequest
             * @static
             * @param {parley.v1.PrekeyRequest.$Properties} message PrekeyRequest message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrekeyRequest.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && (typeof message.request === "object" ? message.request.low || message.request.high : message.request !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.request);
                if (message.suite != null && $Object.hasOwnProperty.call(message, "suite") && message.suite !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.suite);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrekeyRequest message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.PrekeyRequest
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyRequest & parley.v1.PrekeyRequest.$Shape} PrekeyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrekeyRequest.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.PrekeyRequest();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.suite = value;
                            else
                                delete message.suite;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for PrekeyRequest
             * @function getTypeUrl
             * @memberof parley.v1.PrekeyRequest
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PrekeyRequest.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.PrekeyRequest";
            };

            return PrekeyRequest;
        })();

        v1.PrekeyReply = (function() {

            /**
             * Properties of a PrekeyReply.
             * @typedef {Object} parley.v1.PrekeyReply.$Properties
             * @property {number|null} [request] PrekeyReply request
             * @property {Uint8Array|null} [bundle] PrekeyReply bundle
             * @property {string|null} [reason] PrekeyReply reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrekeyReply.
             * @memberof parley.v1
             * @interface IPrekeyReply
             * @augments parley.v1.PrekeyReply.$Properties
             * @deprecated Use parley.v1.PrekeyReply.$Properties instead.
             */

            /**
             * Shape of a PrekeyReply.
             * @typedef {parley.v1.PrekeyReply.$Properties} parley.v1.PrekeyReply.$Shape
             */

            /**
             * Constructs a new PrekeyReply.
             * @memberof parley.v1
             * @classdesc Represents a PrekeyReply.
             * @constructor
             * @param {parley.v1.PrekeyReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrekeyReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrekeyReply request.
             * @member {number} request
             * @memberof parley.v1.PrekeyReply
             * @instance
             */
            PrekeyReply.prototype.request = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * PrekeyReply bundle.
             * @member {Uint8Array} bundle
             * @memberof parley.v1.PrekeyReply
             * @instance
             */
            PrekeyReply.prototype.bundle = $util.newBuffer([]);

            /**
             * PrekeyReply reason.
             * @member {string} reason
             * @memberof parley.v1.PrekeyReply
             * @instance
             */
            PrekeyReply.prototype.reason = "";

            /**
             * Encodes the specified PrekeyReply message. Does not implicitly {@link parley.v1.PrekeyReply.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.PrekeyReply
             * @static
             * @param {parley.v1.PrekeyReply.$Properties} message PrekeyReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrekeyReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.request != null && $Object.hasOwnProperty.call(message, "request") && (typeof message.request === "object" ? message.request.low || message.request.high : message.request !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.request);
                if (message.bundle != null && $Object.hasOwnProperty.call(message, "bundle") && message.bundle.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.bundle);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrekeyReply message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.PrekeyReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyReply & parley.v1.PrekeyReply.$Shape} PrekeyReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrekeyReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.PrekeyReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.request = value;
                            else
                                delete message.request;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.bundle = value;
                            else
                                delete message.bundle;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for PrekeyReply
             * @function getTypeUrl
             * @memberof parley.v1.PrekeyReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PrekeyReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.PrekeyReply";
            };

            return PrekeyReply;
        })();

        v1.PrekeyBundle = (function() {

            /**
             * Properties of a PrekeyBundle.
             * @typedef {Object} parley.v1.PrekeyBundle.$Properties
             * @property {string|null} [did] PrekeyBundle did
             * @property {string|null} [suite] PrekeyBundle suite
             * @property {number|null} [createdMs] PrekeyBundle createdMs
             * @property {Uint8Array|null} [body] PrekeyBundle body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrekeyBundle.
             * @memberof parley.v1
             * @interface IPrekeyBundle
             * @augments parley.v1.PrekeyBundle.$Properties
             * @deprecated Use parley.v1.PrekeyBundle.$Properties instead.
             */

            /**
             * Shape of a PrekeyBundle.
             * @typedef {parley.v1.PrekeyBundle.$Properties} parley.v1.PrekeyBundle.$Shape
             */

            /**
             * Constructs a new PrekeyBundle.
             * @memberof parley.v1
             * @classdesc Represents a PrekeyBundle.
             * @constructor
             * @param {parley.v1.PrekeyBundle.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrekeyBundle = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrekeyBundle did.
             * @member {string} did
             * @memberof parley.v1.PrekeyBundle
             * @instance
             */
            PrekeyBundle.prototype.did = "";

            /**
             * PrekeyBundle suite.
             * @member {string} suite
             * @memberof parley.v1.PrekeyBundle
             * @instance
             */
            PrekeyBundle.prototype.suite = "";

            /**
             * PrekeyBundle createdMs.
             * @member {number} createdMs
             * @memberof parley.v1.PrekeyBundle
             * @instance
             */
            PrekeyBundle.prototype.createdMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * PrekeyBundle body.
             * @member {Uint8Array} body
             * @memberof parley.v1.PrekeyBundle
             * @instance
             */
            PrekeyBundle.prototype.body = $util.newBuffer([]);

            /**
             * Encodes the specified PrekeyBundle message. Does not implicitly {@link parley.v1.PrekeyBundle.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.PrekeyBundle
             * @static
             * @param {parley.v1.PrekeyBundle.$Properties} message PrekeyBundle message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrekeyBundle.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.did != null && $Object.hasOwnProperty.call(message, "did") && message.did !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.did);
                if (message.suite != null && $Object.hasOwnProperty.call(message, "suite") && message.suite !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.suite);
                if (message.createdMs != null && $Object.hasOwnProperty.call(message, "createdMs") && (typeof message.createdMs === "object" ? message.createdMs.low || message.createdMs.high : message.createdMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.createdMs);
                if (message.body != null && $Object.hasOwnProperty.call(message, "body") && message.body.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.body);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrekeyBundle message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.PrekeyBundle
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyBundle & parley.v1.PrekeyBundle.$Shape} PrekeyBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrekeyBundle.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.PrekeyBundle();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.did = value;
                            else
                                delete message.did;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.suite = value;
                            else
                                delete message.suite;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdMs = value;
                            else
                                delete message.createdMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.body = value;
                            else
                                delete message.body;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for PrekeyBundle
             * @function getTypeUrl
             * @memberof parley.v1.PrekeyBundle
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PrekeyBundle.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.PrekeyBundle";
            };

            return PrekeyBundle;
        })();

        v1.Knock = (function() {

            /**
             * Properties of a Knock.
             * @typedef {Object} parley.v1.Knock.$Properties
             * @property {Uint8Array|null} [id] Knock id
             * @property {string|null} [from] Knock from
             * @property {string|null} [to] Knock to
             * @property {number|null} [timestampMs] Knock timestampMs
             * @property {parley.v1.Intent.$Properties|null} [intent] Knock intent
             * @property {string|null} [suite] Knock suite
             * @property {Uint8Array|null} [establishment] Knock establishment
             * @property {parley.v1.Packet.$Properties|null} [hello] Knock hello
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Knock.
             * @memberof parley.v1
             * @interface IKnock
             * @augments parley.v1.Knock.$Properties
             * @deprecated Use parley.v1.Knock.$Properties instead.
             */

            /**
             * Shape of a Knock.
             * @typedef {parley.v1.Knock.$Properties} parley.v1.Knock.$Shape
             */

            /**
             * Constructs a new Knock.
             * @memberof parley.v1
             * @classdesc Represents a Knock.
             * @constructor
             * @param {parley.v1.Knock.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Knock = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Knock id.
             * @member {Uint8Array} id
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.id = $util.newBuffer([]);

            /**
             * Knock from.
             * @member {string} from
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.from = "";

            /**
             * Knock to.
             * @member {string} to
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.to = "";

            /**
             * Knock timestampMs.
             * @member {number} timestampMs
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.timestampMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Knock intent.
             * @member {parley.v1.Intent.$Properties|null|undefined} intent
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.intent = null;

            /**
             * Knock suite.
             * @member {string} suite
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.suite = "";

            /**
             * Knock establishment.
             * @member {Uint8Array} establishment
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.establishment = $util.newBuffer([]);

            /**
             * Knock hello.
             * @member {parley.v1.Packet.$Properties|null|undefined} hello
             * @memberof parley.v1.Knock
             * @instance
             */
            Knock.prototype.hello = null;

            /**
             * Encodes the specified Knock message. Does not implicitly {@link parley.v1.Knock.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Knock
             * @static
             * @param {parley.v1.Knock.$Properties} message Knock message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Knock.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.to);
                if (message.timestampMs != null && $Object.hasOwnProperty.call(message, "timestampMs") && (typeof message.timestampMs === "object" ? message.timestampMs.low || message.timestampMs.high : message.timestampMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.timestampMs);
                if (message.intent != null && $Object.hasOwnProperty.call(message, "intent"))
                    $root.parley.v1.Intent.encode(message.intent, writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.suite != null && $Object.hasOwnProperty.call(message, "suite") && message.suite !== "")
                    writer.uint32(/* id 6, wireType 2 =*/50).string(message.suite);
                if (message.establishment != null && $Object.hasOwnProperty.call(message, "establishment") && message.establishment.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.establishment);
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.parley.v1.Packet.encode(message.hello, writer.uint32(/* id 8, wireType 2 =*/66).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Knock message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Knock
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Knock & parley.v1.Knock.$Shape} Knock
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Knock.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Knock();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timestampMs = value;
                            else
                                delete message.timestampMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            message.intent = $root.parley.v1.Intent.decode(reader, reader.size(), $undefined, _depth + 1, message.intent);
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.suite = value;
                            else
                                delete message.suite;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.establishment = value;
                            else
                                delete message.establishment;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.parley.v1.Packet.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Knock
             * @function getTypeUrl
             * @memberof parley.v1.Knock
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Knock.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Knock";
            };

            return Knock;
        })();

        v1.Intent = (function() {

            /**
             * Properties of an Intent.
             * @typedef {Object} parley.v1.Intent.$Properties
             * @property {string|null} [action] Intent action
             * @property {string|null} [description] Intent description
             * @property {Array.<string>|null} [capabilities] Intent capabilities
             * @property {number|null} [minScore] Intent minScore
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Intent.
             * @memberof parley.v1
             * @interface IIntent
             * @augments parley.v1.Intent.$Properties
             * @deprecated Use parley.v1.Intent.$Properties instead.
             */

            /**
             * Shape of an Intent.
             * @typedef {parley.v1.Intent.$Properties} parley.v1.Intent.$Shape
             */

            /**
             * Constructs a new Intent.
             * @memberof parley.v1
             * @classdesc Represents an Intent.
             * @constructor
             * @param {parley.v1.Intent.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Intent = function (properties) {
                this.capabilities = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Intent action.
             * @member {string} action
             * @memberof parley.v1.Intent
             * @instance
             */
            Intent.prototype.action = "";

            /**
             * Intent description.
             * @member {string} description
             * @memberof parley.v1.Intent
             * @instance
             */
            Intent.prototype.description = "";

            /**
             * Intent capabilities.
             * @member {Array.<string>} capabilities
             * @memberof parley.v1.Intent
             * @instance
             */
            Intent.prototype.capabilities = $util.emptyArray;

            /**
             * Intent minScore.
             * @member {number} minScore
             * @memberof parley.v1.Intent
             * @instance
             */
            Intent.prototype.minScore = 0;

            /**
             * Encodes the specified Intent message. Does not implicitly {@link parley.v1.Intent.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Intent
             * @static
             * @param {parley.v1.Intent.$Properties} message Intent message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Intent.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.action != null && $Object.hasOwnProperty.call(message, "action") && message.action !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.action);
                if (message.description != null && $Object.hasOwnProperty.call(message, "description") && message.description !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.description);
                if (message.capabilities != null && message.capabilities.length)
                    for (let i = 0; i < message.capabilities.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.capabilities[i]);
                if (message.minScore != null && $Object.hasOwnProperty.call(message, "minScore") && message.minScore !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.minScore);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Intent message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Intent
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Intent & parley.v1.Intent.$Shape} Intent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Intent.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Intent();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.action = value;
                            else
                                delete message.action;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.description = value;
                            else
                                delete message.description;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.capabilities && message.capabilities.length))
                                message.capabilities = [];
                            message.capabilities.push(reader.stringVerify());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.minScore = value;
                            else
                                delete message.minScore;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Intent
             * @function getTypeUrl
             * @memberof parley.v1.Intent
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Intent.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Intent";
            };

            return Intent;
        })();

        v1.KnockReply = (function() {

            /**
             * Properties of a KnockReply.
             * @typedef {Object} parley.v1.KnockReply.$Properties
             * @property {Uint8Array|null} [id] KnockReply id
             * @property {string|null} [from] KnockReply from
             * @property {string|null} [to] KnockReply to
             * @property {number|null} [timestampMs] KnockReply timestampMs
             * @property {boolean|null} [accepted] KnockReply accepted
             * @property {parley.v1.Conditions.$Properties|null} [conditions] KnockReply conditions
             * @property {string|null} [reason] KnockReply reason
             * @property {Uint8Array|null} [knockHash] KnockReply knockHash
             * @property {parley.v1.Packet.$Properties|null} [hello] KnockReply hello
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a KnockReply.
             * @memberof parley.v1
             * @interface IKnockReply
             * @augments parley.v1.KnockReply.$Properties
             * @deprecated Use parley.v1.KnockReply.$Properties instead.
             */

            /**
             * Shape of a KnockReply.
             * @typedef {parley.v1.KnockReply.$Properties} parley.v1.KnockReply.$Shape
             */

            /**
             * Constructs a new KnockReply.
             * @memberof parley.v1
             * @classdesc Represents a KnockReply.
             * @constructor
             * @param {parley.v1.KnockReply.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const KnockReply = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * KnockReply id.
             * @member {Uint8Array} id
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.id = $util.newBuffer([]);

            /**
             * KnockReply from.
             * @member {string} from
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.from = "";

            /**
             * KnockReply to.
             * @member {string} to
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.to = "";

            /**
             * KnockReply timestampMs.
             * @member {number} timestampMs
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.timestampMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * KnockReply accepted.
             * @member {boolean} accepted
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.accepted = false;

            /**
             * KnockReply conditions.
             * @member {parley.v1.Conditions.$Properties|null|undefined} conditions
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.conditions = null;

            /**
             * KnockReply reason.
             * @member {string} reason
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.reason = "";

            /**
             * KnockReply knockHash.
             * @member {Uint8Array} knockHash
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.knockHash = $util.newBuffer([]);

            /**
             * KnockReply hello.
             * @member {parley.v1.Packet.$Properties|null|undefined} hello
             * @memberof parley.v1.KnockReply
             * @instance
             */
            KnockReply.prototype.hello = null;

            /**
             * Encodes the specified KnockReply message. Does not implicitly {@link parley.v1.KnockReply.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.KnockReply
             * @static
             * @param {parley.v1.KnockReply.$Properties} message KnockReply message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            KnockReply.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.to);
                if (message.timestampMs != null && $Object.hasOwnProperty.call(message, "timestampMs") && (typeof message.timestampMs === "object" ? message.timestampMs.low || message.timestampMs.high : message.timestampMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.timestampMs);
                if (message.accepted != null && $Object.hasOwnProperty.call(message, "accepted") && message.accepted !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.accepted);
                if (message.conditions != null && $Object.hasOwnProperty.call(message, "conditions"))
                    $root.parley.v1.Conditions.encode(message.conditions, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 7, wireType 2 =*/58).string(message.reason);
                if (message.knockHash != null && $Object.hasOwnProperty.call(message, "knockHash") && message.knockHash.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.knockHash);
                if (message.hello != null && $Object.hasOwnProperty.call(message, "hello"))
                    $root.parley.v1.Packet.encode(message.hello, writer.uint32(/* id 9, wireType 2 =*/74).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a KnockReply message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.KnockReply
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.KnockReply & parley.v1.KnockReply.$Shape} KnockReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            KnockReply.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.KnockReply();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timestampMs = value;
                            else
                                delete message.timestampMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.accepted = value;
                            else
                                delete message.accepted;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.conditions = $root.parley.v1.Conditions.decode(reader, reader.size(), $undefined, _depth + 1, message.conditions);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.knockHash = value;
                            else
                                delete message.knockHash;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 2)
                                break;
                            message.hello = $root.parley.v1.Packet.decode(reader, reader.size(), $undefined, _depth + 1, message.hello);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for KnockReply
             * @function getTypeUrl
             * @memberof parley.v1.KnockReply
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            KnockReply.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.KnockReply";
            };

            return KnockReply;
        })();

        v1.SessionEnd = (function() {

            /**
             * Properties of a SessionEnd.
             * @typedef {Object} parley.v1.SessionEnd.$Properties
             * @property {Uint8Array|null} [id] SessionEnd id
             * @property {string|null} [from] SessionEnd from
             * @property {string|null} [to] SessionEnd to
             * @property {number|null} [timestampMs] SessionEnd timestampMs
             * @property {string|null} [reason] SessionEnd reason
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SessionEnd.
             * @memberof parley.v1
             * @interface ISessionEnd
             * @augments parley.v1.SessionEnd.$Properties
             * @deprecated Use parley.v1.SessionEnd.$Properties instead.
             */

            /**
             * Shape of a SessionEnd.
             * @typedef {parley.v1.SessionEnd.$Properties} parley.v1.SessionEnd.$Shape
             */

            /**
             * Constructs a new SessionEnd.
             * @memberof parley.v1
             * @classdesc Represents a SessionEnd.
             * @constructor
             * @param {parley.v1.SessionEnd.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SessionEnd = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SessionEnd id.
             * @member {Uint8Array} id
             * @memberof parley.v1.SessionEnd
             * @instance
             */
            SessionEnd.prototype.id = $util.newBuffer([]);

            /**
             * SessionEnd from.
             * @member {string} from
             * @memberof parley.v1.SessionEnd
             * @instance
             */
            SessionEnd.prototype.from = "";

            /**
             * SessionEnd to.
             * @member {string} to
             * @memberof parley.v1.SessionEnd
             * @instance
             */
            SessionEnd.prototype.to = "";

            /**
             * SessionEnd timestampMs.
             * @member {number} timestampMs
             * @memberof parley.v1.SessionEnd
             * @instance
             */
            SessionEnd.prototype.timestampMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SessionEnd reason.
             * @member {string} reason
             * @memberof parley.v1.SessionEnd
             * @instance
             */
            SessionEnd.prototype.reason = "";

            /**
             * Encodes the specified SessionEnd message. Does not implicitly {@link parley.v1.SessionEnd.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SessionEnd
             * @static
             * @param {parley.v1.SessionEnd.$Properties} message SessionEnd message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SessionEnd.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.from != null && $Object.hasOwnProperty.call(message, "from") && message.from !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.from);
                if (message.to != null && $Object.hasOwnProperty.call(message, "to") && message.to !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.to);
                if (message.timestampMs != null && $Object.hasOwnProperty.call(message, "timestampMs") && (typeof message.timestampMs === "object" ? message.timestampMs.low || message.timestampMs.high : message.timestampMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.timestampMs);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.reason);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SessionEnd message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SessionEnd
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SessionEnd & parley.v1.SessionEnd.$Shape} SessionEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SessionEnd.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SessionEnd();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.from = value;
                            else
                                delete message.from;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.to = value;
                            else
                                delete message.to;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.timestampMs = value;
                            else
                                delete message.timestampMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SessionEnd
             * @function getTypeUrl
             * @memberof parley.v1.SessionEnd
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SessionEnd.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SessionEnd";
            };

            return SessionEnd;
        })();

        v1.Conditions = (function() {

            /**
             * Properties of a Conditions.
             * @typedef {Object} parley.v1.Conditions.$Properties
             * @property {number|null} [maxMessages] Conditions maxMessages
             * @property {number|null} [maxSeconds] Conditions maxSeconds
             * @property {Array.<string>|null} [actions] Conditions actions
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Conditions.
             * @memberof parley.v1
             * @interface IConditions
             * @augments parley.v1.Conditions.$Properties
             * @deprecated Use parley.v1.Conditions.$Properties instead.
             */

            /**
             * Shape of a Conditions.
             * @typedef {parley.v1.Conditions.$Properties} parley.v1.Conditions.$Shape
             */

            /**
             * Constructs a new Conditions.
             * @memberof parley.v1
             * @classdesc Represents a Conditions.
             * @constructor
             * @param {parley.v1.Conditions.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Conditions = function (properties) {
                this.actions = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Conditions maxMessages.
             * @member {number} maxMessages
             * @memberof parley.v1.Conditions
             * @instance
             */
            Conditions.prototype.maxMessages = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Conditions maxSeconds.
             * @member {number} maxSeconds
             * @memberof parley.v1.Conditions
             * @instance
             */
            Conditions.prototype.maxSeconds = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Conditions actions.
             * @member {Array.<string>} actions
             * @memberof parley.v1.Conditions
             * @instance
             */
            Conditions.prototype.actions = $util.emptyArray;

            /**
             * Encodes the specified Conditions message. Does not implicitly {@link parley.v1.Conditions.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Conditions
             * @static
             * @param {parley.v1.Conditions.$Properties} message Conditions message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Conditions.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.maxMessages != null && $Object.hasOwnProperty.call(message, "maxMessages") && (typeof message.maxMessages === "object" ? message.maxMessages.low || message.maxMessages.high : message.maxMessages !== 0))
                    writer.uint32(/* id 1, wireType 0 =*/8).uint64(message.maxMessages);
                if (message.maxSeconds != null && $Object.hasOwnProperty.call(message, "maxSeconds") && (typeof message.maxSeconds === "object" ? message.maxSeconds.low || message.maxSeconds.high : message.maxSeconds !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.maxSeconds);
                if (message.actions != null && message.actions.length)
                    for (let i = 0; i < message.actions.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).string(message.actions[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Conditions message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Conditions
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Conditions & parley.v1.Conditions.$Shape} Conditions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Conditions.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Conditions();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.maxMessages = value;
                            else
                                delete message.maxMessages;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.maxSeconds = value;
                            else
                                delete message.maxSeconds;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.actions && message.actions.length))
                                message.actions = [];
                            message.actions.push(reader.stringVerify());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Conditions
             * @function getTypeUrl
             * @memberof parley.v1.Conditions
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Conditions.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Conditions";
            };

            return Conditions;
        })();

        v1.Acceptance = (function() {

            /**
             * Properties of an Acceptance.
             * @typedef {Object} parley.v1.Acceptance.$Properties
             * @property {Uint8Array|null} [iid] Acceptance iid
             * @property {string|null} [rater] Acceptance rater
             * @property {string|null} [subject] Acceptance subject
             * @property {string|null} [capability] Acceptance capability
             * @property {number|null} [hour] Acceptance hour
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an Acceptance.
             * @memberof parley.v1
             * @interface IAcceptance
             * @augments parley.v1.Acceptance.$Properties
             * @deprecated Use parley.v1.Acceptance.$Properties instead.
             */

            /**
             * Shape of an Acceptance.
             * @typedef {parley.v1.Acceptance.$Properties} parley.v1.Acceptance.$Shape
             */

            /**
             * Constructs a new Acceptance.
             * @memberof parley.v1
             * @classdesc Represents an Acceptance.
             * @constructor
             * @param {parley.v1.Acceptance.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Acceptance = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Acceptance iid.
             * @member {Uint8Array} iid
             * @memberof parley.v1.Acceptance
             * @instance
             */
            Acceptance.prototype.iid = $util.newBuffer([]);

            /**
             * Acceptance rater.
             * @member {string} rater
             * @memberof parley.v1.Acceptance
             * @instance
             */
            Acceptance.prototype.rater = "";

            /**
             * Acceptance subject.
             * @member {string} subject
             * @memberof parley.v1.Acceptance
             * @instance
             */
            Acceptance.prototype.subject = "";

            /**
             * Acceptance capability.
             * @member {string} capability
             * @memberof parley.v1.Acceptance
             * @instance
             */
            Acceptance.prototype.capability = "";

            /**
             * Acceptance hour.
             * @member {number} hour
             * @memberof parley.v1.Acceptance
             * @instance
             */
            Acceptance.prototype.hour = 0;

            /**
             * Encodes the specified Acceptance message. Does not implicitly {@link parley.v1.Acceptance.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Acceptance
             * @static
             * @param {parley.v1.Acceptance.$Properties} message Acceptance message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Acceptance.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.iid != null && $Object.hasOwnProperty.call(message, "iid") && message.iid.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.iid);
                if (message.rater != null && $Object.hasOwnProperty.call(message, "rater") && message.rater !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.rater);
                if (message.subject != null && $Object.hasOwnProperty.call(message, "subject") && message.subject !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.subject);
                if (message.capability != null && $Object.hasOwnProperty.call(message, "capability") && message.capability !== "")
                    writer.uint32(/* id 4, wireType 2 =*/34).string(message.capability);
                if (message.hour != null && $Object.hasOwnProperty.call(message, "hour") && message.hour !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.hour);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an Acceptance message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Acceptance
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Acceptance & parley.v1.Acceptance.$Shape} Acceptance
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Acceptance.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Acceptance();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.iid = value;
                            else
                                delete message.iid;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.rater = value;
                            else
                                delete message.rater;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                delete message.subject;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.capability = value;
                            else
                                delete message.capability;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.hour = value;
                            else
                                delete message.hour;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Acceptance
             * @function getTypeUrl
             * @memberof parley.v1.Acceptance
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Acceptance.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Acceptance";
            };

            return Acceptance;
        })();

        v1.Receipt = (function() {

            /**
             * Properties of a Receipt.
             * @typedef {Object} parley.v1.Receipt.$Properties
             * @property {parley.v1.Acceptance.$Properties|null} [acceptance] Receipt acceptance
             * @property {Uint8Array|null} [subjectSignature] Receipt subjectSignature
             * @property {Uint8Array|null} [subjectKey] Receipt subjectKey
             * @property {number|null} [dimension] Receipt dimension
             * @property {number|null} [outcome] Receipt outcome
             * @property {number|null} [severity] Receipt severity
             * @property {number|null} [seq] Receipt seq
             * @property {Uint8Array|null} [prev] Receipt prev
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Receipt.
             * @memberof parley.v1
             * @interface IReceipt
             * @augments parley.v1.Receipt.$Properties
             * @deprecated Use parley.v1.Receipt.$Properties instead.
             */

            /**
             * Shape of a Receipt.
             * @typedef {parley.v1.Receipt.$Properties} parley.v1.Receipt.$Shape
             */

            /**
             * Constructs a new Receipt.
             * @memberof parley.v1
             * @classdesc Represents a Receipt.
             * @constructor
             * @param {parley.v1.Receipt.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Receipt = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Receipt acceptance.
             * @member {parley.v1.Acceptance.$Properties|null|undefined} acceptance
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.acceptance = null;

            /**
             * Receipt subjectSignature.
             * @member {Uint8Array} subjectSignature
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.subjectSignature = $util.newBuffer([]);

            /**
             * Receipt subjectKey.
             * @member {Uint8Array} subjectKey
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.subjectKey = $util.newBuffer([]);

            /**
             * Receipt dimension.
             * @member {number} dimension
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.dimension = 0;

            /**
             * Receipt outcome.
             * @member {number} outcome
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.outcome = 0;

            /**
             * Receipt severity.
             * @member {number} severity
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.severity = 0;

            /**
             * Receipt seq.
             * @member {number} seq
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.seq = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Receipt prev.
             * @member {Uint8Array} prev
             * @memberof parley.v1.Receipt
             * @instance
             */
            Receipt.prototype.prev = $util.newBuffer([]);

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link parley.v1.Receipt.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Receipt
             * @static
             * @param {parley.v1.Receipt.$Properties} message Receipt message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Receipt.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.acceptance != null && $Object.hasOwnProperty.call(message, "acceptance"))
                    $root.parley.v1.Acceptance.encode(message.acceptance, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.subjectSignature != null && $Object.hasOwnProperty.call(message, "subjectSignature") && message.subjectSignature.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.subjectSignature);
                if (message.subjectKey != null && $Object.hasOwnProperty.call(message, "subjectKey") && message.subjectKey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.subjectKey);
                if (message.dimension != null && $Object.hasOwnProperty.call(message, "dimension") && message.dimension !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.dimension);
                if (message.outcome != null && $Object.hasOwnProperty.call(message, "outcome") && message.outcome !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.outcome);
                if (message.severity != null && $Object.hasOwnProperty.call(message, "severity") && message.severity !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.severity);
                if (message.seq != null && $Object.hasOwnProperty.call(message, "seq") && (typeof message.seq === "object" ? message.seq.low || message.seq.high : message.seq !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.seq);
                if (message.prev != null && $Object.hasOwnProperty.call(message, "prev") && message.prev.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.prev);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Receipt
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Receipt & parley.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Receipt.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Receipt();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.acceptance = $root.parley.v1.Acceptance.decode(reader, reader.size(), $undefined, _depth + 1, message.acceptance);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.subjectSignature = value;
                            else
                                delete message.subjectSignature;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.subjectKey = value;
                            else
                                delete message.subjectKey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.dimension = value;
                            else
                                delete message.dimension;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.outcome = value;
                            else
                                delete message.outcome;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.severity = value;
                            else
                                delete message.severity;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.seq = value;
                            else
                                delete message.seq;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.prev = value;
                            else
                                delete message.prev;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Receipt
             * @function getTypeUrl
             * @memberof parley.v1.Receipt
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Receipt.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Receipt";
            };

            return Receipt;
        })();

        v1.AcceptanceTicket = (function() {

            /**
             * Properties of an AcceptanceTicket.
             * @typedef {Object} parley.v1.AcceptanceTicket.$Properties
             * @property {Uint8Array|null} [nonce] AcceptanceTicket nonce
             * @property {number|null} [hour] AcceptanceTicket hour
             * @property {string|null} [capability] AcceptanceTicket capability
             * @property {Uint8Array|null} [signature] AcceptanceTicket signature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an AcceptanceTicket.
             * @memberof parley.v1
             * @interface IAcceptanceTicket
             * @augments parley.v1.AcceptanceTicket.$Properties
             * @deprecated Use parley.v1.AcceptanceTicket.$Properties instead.
             */

            /**
             * Shape of an AcceptanceTicket.
             * @typedef {parley.v1.AcceptanceTicket.$Properties} parley.v1.AcceptanceTicket.$Shape
             */

            /**
             * Constructs a new AcceptanceTicket.
             * @memberof parley.v1
             * @classdesc Represents an AcceptanceTicket.
             * @constructor
             * @param {parley.v1.AcceptanceTicket.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const AcceptanceTicket = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * AcceptanceTicket nonce.
             * @member {Uint8Array} nonce
             * @memberof parley.v1.AcceptanceTicket
             * @instance
             */
            AcceptanceTicket.prototype.nonce = $util.newBuffer([]);

            /**
             * AcceptanceTicket hour.
             * @member {number} hour
             * @memberof parley.v1.AcceptanceTicket
             * @instance
             */
            AcceptanceTicket.prototype.hour = 0;

            /**
             * AcceptanceTicket capability.
             * @member {string} capability
             * @memberof parley.v1.AcceptanceTicket
             * @instance
             */
            AcceptanceTicket.prototype.capability = "";

            /**
             * AcceptanceTicket signature.
             * @member {Uint8Array} signature
             * @memberof parley.v1.AcceptanceTicket
             * @instance
             */
            AcceptanceTicket.prototype.signature = $util.newBuffer([]);

            /**
             * Encodes the specified AcceptanceTicket message. Does not implicitly {@link parley.v1.AcceptanceTicket.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.AcceptanceTicket
             * @static
             * @param {parley.v1.AcceptanceTicket.$Properties} message AcceptanceTicket message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            AcceptanceTicket.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.nonce != null && $Object.hasOwnProperty.call(message, "nonce") && message.nonce.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.nonce);
                if (message.hour != null && $Object.hasOwnProperty.call(message, "hour") && message.hour !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.hour);
                if (message.capability != null && $Object.hasOwnProperty.call(message, "capability") && message.capability !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.capability);
                if (message.signature != null && $Object.hasOwnProperty.call(message, "signature") && message.signature.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an AcceptanceTicket message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.AcceptanceTicket
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.AcceptanceTicket & parley.v1.AcceptanceTicket.$Shape} AcceptanceTicket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            AcceptanceTicket.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.AcceptanceTicket();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.nonce = value;
                            else
                                delete message.nonce;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.hour = value;
                            else
                                delete message.hour;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.capability = value;
                            else
                                delete message.capability;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signature = value;
                            else
                                delete message.signature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for AcceptanceTicket
             * @function getTypeUrl
             * @memberof parley.v1.AcceptanceTicket
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            AcceptanceTicket.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.AcceptanceTicket";
            };

            return AcceptanceTicket;
        })();

        v1.SessionEntry = (function() {

            /**
             * Properties of a SessionEntry.
             * @typedef {Object} parley.v1.SessionEntry.$Properties
             * @property {Uint8Array|null} [id] SessionEntry id
             * @property {string|null} [peer] SessionEntry peer
             * @property {string|null} [suite] SessionEntry suite
             * @property {boolean|null} [initiator] SessionEntry initiator
             * @property {number|null} [openedMs] SessionEntry openedMs
             * @property {parley.v1.Conditions.$Properties|null} [conditions] SessionEntry conditions
             * @property {number|null} [received] SessionEntry received
             * @property {Uint8Array|null} [state] SessionEntry state
             * @property {number|null} [score] SessionEntry score
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SessionEntry.
             * @memberof parley.v1
             * @interface ISessionEntry
             * @augments parley.v1.SessionEntry.$Properties
             * @deprecated Use parley.v1.SessionEntry.$Properties instead.
             */

            /**
             * Shape of a SessionEntry.
             * @typedef {parley.v1.SessionEntry.$Properties} parley.v1.SessionEntry.$Shape
             */

            /**
             * Constructs a new SessionEntry.
             * @memberof parley.v1
             * @classdesc Represents a SessionEntry.
             * @constructor
             * @param {parley.v1.SessionEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SessionEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SessionEntry id.
             * @member {Uint8Array} id
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.id = $util.newBuffer([]);

            /**
             * SessionEntry peer.
             * @member {string} peer
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.peer = "";

            /**
             * SessionEntry suite.
             * @member {string} suite
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.suite = "";

            /**
             * SessionEntry initiator.
             * @member {boolean} initiator
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.initiator = false;

            /**
             * SessionEntry openedMs.
             * @member {number} openedMs
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.openedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SessionEntry conditions.
             * @member {parley.v1.Conditions.$Properties|null|undefined} conditions
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.conditions = null;

            /**
             * SessionEntry received.
             * @member {number} received
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.received = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SessionEntry state.
             * @member {Uint8Array} state
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.state = $util.newBuffer([]);

            /**
             * SessionEntry score.
             * @member {number} score
             * @memberof parley.v1.SessionEntry
             * @instance
             */
            SessionEntry.prototype.score = 0;

            /**
             * Encodes the specified SessionEntry message. Does not implicitly {@link parley.v1.SessionEntry.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SessionEntry
             * @static
             * @param {parley.v1.SessionEntry.$Properties} message SessionEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SessionEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.peer != null && $Object.hasOwnProperty.call(message, "peer") && message.peer !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.peer);
                if (message.suite != null && $Object.hasOwnProperty.call(message, "suite") && message.suite !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.suite);
                if (message.initiator != null && $Object.hasOwnProperty.call(message, "initiator") && message.initiator !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.initiator);
                if (message.openedMs != null && $Object.hasOwnProperty.call(message, "openedMs") && (typeof message.openedMs === "object" ? message.openedMs.low || message.openedMs.high : message.openedMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.openedMs);
                if (message.conditions != null && $Object.hasOwnProperty.call(message, "conditions"))
                    $root.parley.v1.Conditions.encode(message.conditions, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.received != null && $Object.hasOwnProperty.call(message, "received") && (typeof message.received === "object" ? message.received.low || message.received.high : message.received !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.received);
                if (message.state != null && $Object.hasOwnProperty.call(message, "state") && message.state.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.state);
                if (message.score != null && $Object.hasOwnProperty.call(message, "score") && message.score !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.score);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SessionEntry message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SessionEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SessionEntry & parley.v1.SessionEntry.$Shape} SessionEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SessionEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SessionEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.peer = value;
                            else
                                delete message.peer;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.suite = value;
                            else
                                delete message.suite;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.initiator = value;
                            else
                                delete message.initiator;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.openedMs = value;
                            else
                                delete message.openedMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.conditions = $root.parley.v1.Conditions.decode(reader, reader.size(), $undefined, _depth + 1, message.conditions);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.received = value;
                            else
                                delete message.received;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.state = value;
                            else
                                delete message.state;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.score = value;
                            else
                                delete message.score;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SessionEntry
             * @function getTypeUrl
             * @memberof parley.v1.SessionEntry
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SessionEntry.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SessionEntry";
            };

            return SessionEntry;
        })();

        v1.OutboxEntry = (function() {

            /**
             * Properties of an OutboxEntry.
             * @typedef {Object} parley.v1.OutboxEntry.$Properties
             * @property {Uint8Array|null} [id] OutboxEntry id
             * @property {Uint8Array|null} [envelope] OutboxEntry envelope
             * @property {parley.v1.Packet.$Properties|null} [packet] OutboxEntry packet
             * @property {number|null} [expiresMs] OutboxEntry expiresMs
             * @property {number|null} [attempts] OutboxEntry attempts
             * @property {number|null} [priority] OutboxEntry priority
             * @property {boolean|null} [isWord] OutboxEntry isWord
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of an OutboxEntry.
             * @memberof parley.v1
             * @interface IOutboxEntry
             * @augments parley.v1.OutboxEntry.$Properties
             * @deprecated Use parley.v1.OutboxEntry.$Properties instead.
             */

            /**
             * Shape of an OutboxEntry.
             * @typedef {parley.v1.OutboxEntry.$Properties} parley.v1.OutboxEntry.$Shape
             */

            /**
             * Constructs a new OutboxEntry.
             * @memberof parley.v1
             * @classdesc Represents an OutboxEntry.
             * @constructor
             * @param {parley.v1.OutboxEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OutboxEntry = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OutboxEntry id.
             * @member {Uint8Array} id
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.id = $util.newBuffer([]);

            /**
             * OutboxEntry envelope.
             * @member {Uint8Array} envelope
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.envelope = $util.newBuffer([]);

            /**
             * OutboxEntry packet.
             * @member {parley.v1.Packet.$Properties|null|undefined} packet
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.packet = null;

            /**
             * OutboxEntry expiresMs.
             * @member {number} expiresMs
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.expiresMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * OutboxEntry attempts.
             * @member {number} attempts
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.attempts = 0;

            /**
             * OutboxEntry priority.
             * @member {number} priority
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.priority = 0;

            /**
             * OutboxEntry isWord.
             * @member {boolean} isWord
             * @memberof parley.v1.OutboxEntry
             * @instance
             */
            OutboxEntry.prototype.isWord = false;

            /**
             * Encodes the specified OutboxEntry message. Does not implicitly {@link parley.v1.OutboxEntry.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.OutboxEntry
             * @static
             * @param {parley.v1.OutboxEntry.$Properties} message OutboxEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OutboxEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.envelope != null && $Object.hasOwnProperty.call(message, "envelope") && message.envelope.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.envelope);
                if (message.packet != null && $Object.hasOwnProperty.call(message, "packet"))
                    $root.parley.v1.Packet.encode(message.packet, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.expiresMs != null && $Object.hasOwnProperty.call(message, "expiresMs") && (typeof message.expiresMs === "object" ? message.expiresMs.low || message.expiresMs.high : message.expiresMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.expiresMs);
                if (message.attempts != null && $Object.hasOwnProperty.call(message, "attempts") && message.attempts !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.attempts);
                if (message.priority != null && $Object.hasOwnProperty.call(message, "priority") && message.priority !== 0)
                    writer.uint32(/* id 6, wireType 0 =*/48).uint32(message.priority);
                if (message.isWord != null && $Object.hasOwnProperty.call(message, "isWord") && message.isWord !== false)
                    writer.uint32(/* id 7, wireType 0 =*/56).bool(message.isWord);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes an OutboxEntry message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.OutboxEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.OutboxEntry & parley.v1.OutboxEntry.$Shape} OutboxEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OutboxEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.OutboxEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.envelope = value;
                            else
                                delete message.envelope;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.packet = $root.parley.v1.Packet.decode(reader, reader.size(), $undefined, _depth + 1, message.packet);
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.expiresMs = value;
                            else
                                delete message.expiresMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.attempts = value;
                            else
                                delete message.attempts;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.priority = value;
                            else
                                delete message.priority;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isWord = value;
                            else
                                delete message.isWord;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for OutboxEntry
             * @function getTypeUrl
             * @memberof parley.v1.OutboxEntry
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            OutboxEntry.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.OutboxEntry";
            };

            return OutboxEntry;
        })();

        v1.DeadLetter = (function() {

            /**
             * Properties of a DeadLetter.
             * @typedef {Object} parley.v1.DeadLetter.$Properties
             * @property {Uint8Array|null} [id] DeadLetter id
             * @property {Uint8Array|null} [envelope] DeadLetter envelope
             * @property {number|null} [atMs] DeadLetter atMs
             * @property {boolean|null} [denied] DeadLetter denied
             * @property {string|null} [reason] DeadLetter reason
             * @property {boolean|null} [sealed] DeadLetter sealed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a DeadLetter.
             * @memberof parley.v1
             * @interface IDeadLetter
             * @augments parley.v1.DeadLetter.$Properties
             * @deprecated Use parley.v1.DeadLetter.$Properties instead.
             */

            /**
             * Shape of a DeadLetter.
             * @typedef {parley.v1.DeadLetter.$Properties} parley.v1.DeadLetter.$Shape
             */

            /**
             * Constructs a new DeadLetter.
             * @memberof parley.v1
             * @classdesc Represents a DeadLetter.
             * @constructor
             * @param {parley.v1.DeadLetter.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const DeadLetter = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * DeadLetter id.
             * @member {Uint8Array} id
             * @memberof parley.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.id = $util.newBuffer([]);

            /**
             * DeadLetter envelope.
             * @member {Uint8Array} envelope
             * @memberof parley.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.envelope = $util.newBuffer([]);

            /**
             * DeadLetter atMs.
             * @member {number} atMs
             * @memberof parley.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * DeadLetter denied.
             * @member {boolean} denied
             * @memberof parley.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.denied = false;

            /**
             * DeadLetter reason.
             * @member {string} reason
             * @memberof parley.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.reason = "";

            /**
             * DeadLetter sealed.
             * @member {boolean} sealed
             * @memberof parley.v1.DeadLetter
             * @instance
             */
            DeadLetter.prototype.sealed = false;

            /**
             * Encodes the specified DeadLetter message. Does not implicitly {@link parley.v1.DeadLetter.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.DeadLetter
             * @static
             * @param {parley.v1.DeadLetter.$Properties} message DeadLetter message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            DeadLetter.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id);
                if (message.envelope != null && $Object.hasOwnProperty.call(message, "envelope") && message.envelope.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.envelope);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 3, wireType 0 =*/24).uint64(message.atMs);
                if (message.denied != null && $Object.hasOwnProperty.call(message, "denied") && message.denied !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.denied);
                if (message.reason != null && $Object.hasOwnProperty.call(message, "reason") && message.reason !== "")
                    writer.uint32(/* id 5, wireType 2 =*/42).string(message.reason);
                if (message.sealed != null && $Object.hasOwnProperty.call(message, "sealed") && message.sealed !== false)
                    writer.uint32(/* id 6, wireType 0 =*/48).bool(message.sealed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a DeadLetter message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.DeadLetter
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.DeadLetter & parley.v1.DeadLetter.$Shape} DeadLetter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            DeadLetter.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.DeadLetter();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.envelope = value;
                            else
                                delete message.envelope;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.denied = value;
                            else
                                delete message.denied;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.reason = value;
                            else
                                delete message.reason;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.sealed = value;
                            else
                                delete message.sealed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for DeadLetter
             * @function getTypeUrl
             * @memberof parley.v1.DeadLetter
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            DeadLetter.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.DeadLetter";
            };

            return DeadLetter;
        })();

        v1.Quarantine = (function() {

            /**
             * Properties of a Quarantine.
             * @typedef {Object} parley.v1.Quarantine.$Properties
             * @property {string|null} [by] Quarantine by
             * @property {string|null} [subject] Quarantine subject
             * @property {string|null} [cause] Quarantine cause
             * @property {number|null} [sinceMs] Quarantine sinceMs
             * @property {number|null} [untilMs] Quarantine untilMs
             * @property {number|null} [atMs] Quarantine atMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a Quarantine.
             * @memberof parley.v1
             * @interface IQuarantine
             * @augments parley.v1.Quarantine.$Properties
             * @deprecated Use parley.v1.Quarantine.$Properties instead.
             */

            /**
             * Shape of a Quarantine.
             * @typedef {parley.v1.Quarantine.$Properties} parley.v1.Quarantine.$Shape
             */

            /**
             * Constructs a new Quarantine.
             * @memberof parley.v1
             * @classdesc Represents a Quarantine.
             * @constructor
             * @param {parley.v1.Quarantine.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const Quarantine = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * Quarantine by.
             * @member {string} by
             * @memberof parley.v1.Quarantine
             * @instance
             */
            Quarantine.prototype.by = "";

            /**
             * Quarantine subject.
             * @member {string} subject
             * @memberof parley.v1.Quarantine
             * @instance
             */
            Quarantine.prototype.subject = "";

            /**
             * Quarantine cause.
             * @member {string} cause
             * @memberof parley.v1.Quarantine
             * @instance
             */
            Quarantine.prototype.cause = "";

            /**
             * Quarantine sinceMs.
             * @member {number} sinceMs
             * @memberof parley.v1.Quarantine
             * @instance
             */
            Quarantine.prototype.sinceMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Quarantine untilMs.
             * @member {number} untilMs
             * @memberof parley.v1.Quarantine
             * @instance
             */
            Quarantine.prototype.untilMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Quarantine atMs.
             * @member {number} atMs
             * @memberof parley.v1.Quarantine
             * @instance
             */
            Quarantine.prototype.atMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified Quarantine message. Does not implicitly {@link parley.v1.Quarantine.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.Quarantine
             * @static
             * @param {parley.v1.Quarantine.$Properties} message Quarantine message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            Quarantine.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.by != null && $Object.hasOwnProperty.call(message, "by") && message.by !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.by);
                if (message.subject != null && $Object.hasOwnProperty.call(message, "subject") && message.subject !== "")
                    writer.uint32(/* id 2, wireType 2 =*/18).string(message.subject);
                if (message.cause != null && $Object.hasOwnProperty.call(message, "cause") && message.cause !== "")
                    writer.uint32(/* id 3, wireType 2 =*/26).string(message.cause);
                if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs") && (typeof message.sinceMs === "object" ? message.sinceMs.low || message.sinceMs.high : message.sinceMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.sinceMs);
                if (message.untilMs != null && $Object.hasOwnProperty.call(message, "untilMs") && (typeof message.untilMs === "object" ? message.untilMs.low || message.untilMs.high : message.untilMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.untilMs);
                if (message.atMs != null && $Object.hasOwnProperty.call(message, "atMs") && (typeof message.atMs === "object" ? message.atMs.low || message.atMs.high : message.atMs !== 0))
                    writer.uint32(/* id 6, wireType 0 =*/48).uint64(message.atMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a Quarantine message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.Quarantine
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.Quarantine & parley.v1.Quarantine.$Shape} Quarantine
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            Quarantine.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.Quarantine();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.by = value;
                            else
                                delete message.by;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.subject = value;
                            else
                                delete message.subject;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.cause = value;
                            else
                                delete message.cause;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sinceMs = value;
                            else
                                delete message.sinceMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.untilMs = value;
                            else
                                delete message.untilMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.atMs = value;
                            else
                                delete message.atMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for Quarantine
             * @function getTypeUrl
             * @memberof parley.v1.Quarantine
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            Quarantine.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.Quarantine";
            };

            return Quarantine;
        })();

        v1.RegistryEntry = (function() {

            /**
             * Properties of a RegistryEntry.
             * @typedef {Object} parley.v1.RegistryEntry.$Properties
             * @property {string|null} [did] RegistryEntry did
             * @property {Array.<Uint8Array>|null} [records] RegistryEntry records
             * @property {Array.<Uint8Array>|null} [proof] RegistryEntry proof
             * @property {Array.<Uint8Array>|null} [revocations] RegistryEntry revocations
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RegistryEntry.
             * @memberof parley.v1
             * @interface IRegistryEntry
             * @augments parley.v1.RegistryEntry.$Properties
             * @deprecated Use parley.v1.RegistryEntry.$Properties instead.
             */

            /**
             * Shape of a RegistryEntry.
             * @typedef {parley.v1.RegistryEntry.$Properties} parley.v1.RegistryEntry.$Shape
             */

            /**
             * Constructs a new RegistryEntry.
             * @memberof parley.v1
             * @classdesc Represents a RegistryEntry.
             * @constructor
             * @param {parley.v1.RegistryEntry.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RegistryEntry = function (properties) {
                this.records = [];
                this.proof = [];
                this.revocations = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RegistryEntry did.
             * @member {string} did
             * @memberof parley.v1.RegistryEntry
             * @instance
             */
            RegistryEntry.prototype.did = "";

            /**
             * RegistryEntry records.
             * @member {Array.<Uint8Array>} records
             * @memberof parley.v1.RegistryEntry
             * @instance
             */
            RegistryEntry.prototype.records = $util.emptyArray;

            /**
             * RegistryEntry proof.
             * @member {Array.<Uint8Array>} proof
             * @memberof parley.v1.RegistryEntry
             * @instance
             */
            RegistryEntry.prototype.proof = $util.emptyArray;

            /**
             * RegistryEntry revocations.
             * @member {Array.<Uint8Array>} revocations
             * @memberof parley.v1.RegistryEntry
             * @instance
             */
            RegistryEntry.prototype.revocations = $util.emptyArray;

            /**
             * Encodes the specified RegistryEntry message. Does not implicitly {@link parley.v1.RegistryEntry.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.RegistryEntry
             * @static
             * @param {parley.v1.RegistryEntry.$Properties} message RegistryEntry message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RegistryEntry.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.did != null && $Object.hasOwnProperty.call(message, "did") && message.did !== "")
                    writer.uint32(/* id 1, wireType 2 =*/10).string(message.did);
                if (message.records != null && message.records.length)
                    for (let i = 0; i < message.records.length; ++i)
                        writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.records[i]);
                if (message.proof != null && message.proof.length)
                    for (let i = 0; i < message.proof.length; ++i)
                        writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.proof[i]);
                if (message.revocations != null && message.revocations.length)
                    for (let i = 0; i < message.revocations.length; ++i)
                        writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.revocations[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RegistryEntry message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.RegistryEntry
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.RegistryEntry & parley.v1.RegistryEntry.$Shape} RegistryEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RegistryEntry.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.RegistryEntry();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.stringVerify()).length)
                                message.did = value;
                            else
                                delete message.did;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.records && message.records.length))
                                message.records = [];
                            message.records.push(reader.bytes());
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.proof && message.proof.length))
                                message.proof = [];
                            message.proof.push(reader.bytes());
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.revocations && message.revocations.length))
                                message.revocations = [];
                            message.revocations.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for RegistryEntry
             * @function getTypeUrl
             * @memberof parley.v1.RegistryEntry
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RegistryEntry.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.RegistryEntry";
            };

            return RegistryEntry;
        })();

        v1.RepairFrame = (function() {

            /**
             * Properties of a RepairFrame.
             * @typedef {Object} parley.v1.RepairFrame.$Properties
             * @property {Uint8Array|null} [compare] RepairFrame compare
             * @property {parley.v1.StatementIds.$Properties|null} [offer] RepairFrame offer
             * @property {parley.v1.StatementIds.$Properties|null} [ask] RepairFrame ask
             * @property {parley.v1.GivenStatements.$Properties|null} [give] RepairFrame give
             * @property {"compare"|"offer"|"ask"|"give"} [body] RepairFrame body
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RepairFrame.
             * @memberof parley.v1
             * @interface IRepairFrame
             * @augments parley.v1.RepairFrame.$Properties
             * @deprecated Use parley.v1.RepairFrame.$Properties instead.
             */

            /**
             * Narrowed shape of a RepairFrame.
             * @typedef {{
             *   compare?: Uint8Array|null;
             *   offer?: parley.v1.StatementIds.$Shape|null;
             *   ask?: parley.v1.StatementIds.$Shape|null;
             *   give?: parley.v1.GivenStatements.$Shape|null;
             *   $unknowns?: Array.<Uint8Array>;
             * } & (
             *   ({ body?: undefined; compare?: null; offer?: null; ask?: null; give?: null }|{ body?: "compare"; compare: Uint8Array; offer?: null; ask?: null; give?: null }|{ body?: "offer"; compare?: null; offer: parley.v1.StatementIds.$Shape; ask?: null; give?: null }|{ body?: "ask"; compare?: null; offer?: null; ask: parley.v1.StatementIds.$Shape; give?: null }|{ body?: "give"; compare?: null; offer?: null; ask?: null; give: parley.v1.GivenStatements.$Shape })
             * )} parley.v1.RepairFrame.$Shape
             */

            /**
             * Constructs a new RepairFrame.
             * @memberof parley.v1
             * @classdesc Represents a RepairFrame.
             * @constructor
             * @param {parley.v1.RepairFrame.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RepairFrame = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RepairFrame compare.
             * @member {Uint8Array|null|undefined} compare
             * @memberof parley.v1.RepairFrame
             * @instance
             */
            RepairFrame.prototype.compare = null;

            /**
             * RepairFrame offer.
             * @member {parley.v1.StatementIds.$Properties|null|undefined} offer
             * @memberof parley.v1.RepairFrame
             * @instance
             */
            RepairFrame.prototype.offer = null;

            /**
             * RepairFrame ask.
             * @member {parley.v1.StatementIds.$Properties|null|undefined} ask
             * @memberof parley.v1.RepairFrame
             * @instance
             */
            RepairFrame.prototype.ask = null;

            /**
             * RepairFrame give.
             * @member {parley.v1.GivenStatements.$Properties|null|undefined} give
             * @memberof parley.v1.RepairFrame
             * @instance
             */
            RepairFrame.prototype.give = null;

            // OneOf field names bound to virtual getters and setters
            let $oneOfFields;

            /**
             * RepairFrame body.
             * @member {"compare"|"offer"|"ask"|"give"|undefined} body
             * @memberof parley.v1.RepairFrame
             * @instance
             */
            $Object.defineProperty(RepairFrame.prototype, "body", {
                get: $util.oneOfGetter($oneOfFields = ["compare", "offer", "ask", "give"]),
                set: $util.oneOfSetter($oneOfFields)
            });

            /**
             * Encodes the specified RepairFrame message. Does not implicitly {@link parley.v1.RepairFrame.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.RepairFrame
             * @static
             * @param {parley.v1.RepairFrame.$Properties} message RepairFrame message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RepairFrame.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.compare != null && $Object.hasOwnProperty.call(message, "compare"))
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.compare);
                if (message.offer != null && $Object.hasOwnProperty.call(message, "offer"))
                    $root.parley.v1.StatementIds.encode(message.offer, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.ask != null && $Object.hasOwnProperty.call(message, "ask"))
                    $root.parley.v1.StatementIds.encode(message.ask, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.give != null && $Object.hasOwnProperty.call(message, "give"))
                    $root.parley.v1.GivenStatements.encode(message.give, writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RepairFrame message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.RepairFrame
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.RepairFrame & parley.v1.RepairFrame.$Shape} RepairFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RepairFrame.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.RepairFrame();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.compare = reader.bytes();
                            message.body = "compare";
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.offer = $root.parley.v1.StatementIds.decode(reader, reader.size(), $undefined, _depth + 1, message.offer);
                            message.body = "offer";
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.ask = $root.parley.v1.StatementIds.decode(reader, reader.size(), $undefined, _depth + 1, message.ask);
                            message.body = "ask";
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            message.give = $root.parley.v1.GivenStatements.decode(reader, reader.size(), $undefined, _depth + 1, message.give);
                            message.body = "give";
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for RepairFrame
             * @function getTypeUrl
             * @memberof parley.v1.RepairFrame
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RepairFrame.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.RepairFrame";
            };

            return RepairFrame;
        })();

        v1.StatementIds = (function() {

            /**
             * Properties of a StatementIds.
             * @typedef {Object} parley.v1.StatementIds.$Properties
             * @property {Array.<Uint8Array>|null} [id] StatementIds id
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a StatementIds.
             * @memberof parley.v1
             * @interface IStatementIds
             * @augments parley.v1.StatementIds.$Properties
             * @deprecated Use parley.v1.StatementIds.$Properties instead.
             */

            /**
             * Shape of a StatementIds.
             * @typedef {parley.v1.StatementIds.$Properties} parley.v1.StatementIds.$Shape
             */

            /**
             * Constructs a new StatementIds.
             * @memberof parley.v1
             * @classdesc Represents a StatementIds.
             * @constructor
             * @param {parley.v1.StatementIds.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const StatementIds = function (properties) {
                this.id = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * StatementIds id.
             * @member {Array.<Uint8Array>} id
             * @memberof parley.v1.StatementIds
             * @instance
             */
            StatementIds.prototype.id = $util.emptyArray;

            /**
             * Encodes the specified StatementIds message. Does not implicitly {@link parley.v1.StatementIds.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.StatementIds
             * @static
             * @param {parley.v1.StatementIds.$Properties} message StatementIds message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            StatementIds.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && message.id.length)
                    for (let i = 0; i < message.id.length; ++i)
                        writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.id[i]);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a StatementIds message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.StatementIds
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.StatementIds & parley.v1.StatementIds.$Shape} StatementIds
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            StatementIds.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.StatementIds();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.id && message.id.length))
                                message.id = [];
                            message.id.push(reader.bytes());
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for StatementIds
             * @function getTypeUrl
             * @memberof parley.v1.StatementIds
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            StatementIds.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.StatementIds";
            };

            return StatementIds;
        })();

        v1.GivenStatements = (function() {

            /**
             * Properties of a GivenStatements.
             * @typedef {Object} parley.v1.GivenStatements.$Properties
             * @property {parley.v1.Statements.$Properties|null} [statements] GivenStatements statements
             * @property {boolean|null} [last] GivenStatements last
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a GivenStatements.
             * @memberof parley.v1
             * @interface IGivenStatements
             * @augments parley.v1.GivenStatements.$Properties
             * @deprecated Use parley.v1.GivenStatements.$Properties instead.
             */

            /**
             * Shape of a GivenStatements.
             * @typedef {parley.v1.GivenStatements.$Properties} parley.v1.GivenStatements.$Shape
             */

            /**
             * Constructs a new GivenStatements.
             * @memberof parley.v1
             * @classdesc Represents a GivenStatements.
             * @constructor
             * @param {parley.v1.GivenStatements.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const GivenStatements = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * GivenStatements statements.
             * @member {parley.v1.Statements.$Properties|null|undefined} statements
             * @memberof parley.v1.GivenStatements
             * @instance
             */
            GivenStatements.prototype.statements = null;

            /**
             * GivenStatements last.
             * @member {boolean} last
             * @memberof parley.v1.GivenStatements
             * @instance
             */
            GivenStatements.prototype.last = false;

            /**
             * Encodes the specified GivenStatements message. Does not implicitly {@link parley.v1.GivenStatements.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.GivenStatements
             * @static
             * @param {parley.v1.GivenStatements.$Properties} message GivenStatements message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            GivenStatements.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.statements != null && $Object.hasOwnProperty.call(message, "statements"))
                    $root.parley.v1.Statements.encode(message.statements, writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.last != null && $Object.hasOwnProperty.call(message, "last") && message.last !== false)
                    writer.uint32(/* id 2, wireType 0 =*/16).bool(message.last);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a GivenStatements message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.GivenStatements
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.GivenStatements & parley.v1.GivenStatements.$Shape} GivenStatements
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            GivenStatements.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.GivenStatements();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            message.statements = $root.parley.v1.Statements.decode(reader, reader.size(), $undefined, _depth + 1, message.statements);
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.last = value;
                            else
                                delete message.last;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for GivenStatements
             * @function getTypeUrl
             * @memberof parley.v1.GivenStatements
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            GivenStatements.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.GivenStatements";
            };

            return GivenStatements;
        })();

        v1.X3dhBundle = (function() {

            /**
             * Properties of a X3dhBundle.
             * @typedef {Object} parley.v1.X3dhBundle.$Properties
             * @property {Uint8Array|null} [identityKey] X3dhBundle identityKey
             * @property {number|null} [signedPrekeyId] X3dhBundle signedPrekeyId
             * @property {Uint8Array|null} [signedPrekey] X3dhBundle signedPrekey
             * @property {Uint8Array|null} [signedPrekeySignature] X3dhBundle signedPrekeySignature
             * @property {number|null} [oneTimePrekeyId] X3dhBundle oneTimePrekeyId
             * @property {Uint8Array|null} [oneTimePrekey] X3dhBundle oneTimePrekey
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a X3dhBundle.
             * @memberof parley.v1
             * @interface IX3dhBundle
             * @augments parley.v1.X3dhBundle.$Properties
             * @deprecated Use parley.v1.X3dhBundle.$Properties instead.
             */

            /**
             * Shape of a X3dhBundle.
             * @typedef {parley.v1.X3dhBundle.$Properties} parley.v1.X3dhBundle.$Shape
             */

            /**
             * Constructs a new X3dhBundle.
             * @memberof parley.v1
             * @classdesc Represents a X3dhBundle.
             * @constructor
             * @param {parley.v1.X3dhBundle.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const X3dhBundle = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * X3dhBundle identityKey.
             * @member {Uint8Array} identityKey
             * @memberof parley.v1.X3dhBundle
             * @instance
             */
            X3dhBundle.prototype.identityKey = $util.newBuffer([]);

            /**
             * X3dhBundle signedPrekeyId.
             * @member {number} signedPrekeyId
             * @memberof parley.v1.X3dhBundle
             * @instance
             */
            X3dhBundle.prototype.signedPrekeyId = 0;

            /**
             * X3dhBundle signedPrekey.
             * @member {Uint8Array} signedPrekey
             * @memberof parley.v1.X3dhBundle
             * @instance
             */
            X3dhBundle.prototype.signedPrekey = $util.newBuffer([]);

            /**
             * X3dhBundle signedPrekeySignature.
             * @member {Uint8Array} signedPrekeySignature
             * @memberof parley.v1.X3dhBundle
             * @instance
             */
            X3dhBundle.prototype.signedPrekeySignature = $util.newBuffer([]);

            /**
             * X3dhBundle oneTimePrekeyId.
             * @member {number} oneTimePrekeyId
             * @memberof parley.v1.X3dhBundle
             * @instance
             */
            X3dhBundle.prototype.oneTimePrekeyId = 0;

            /**
             * X3dhBundle oneTimePrekey.
             * @member {Uint8Array} oneTimePrekey
             * @memberof parley.v1.X3dhBundle
             * @instance
             */
            X3dhBundle.prototype.oneTimePrekey = $util.newBuffer([]);

            /**
             * Encodes the specified X3dhBundle message. Does not implicitly {@link parley.v1.X3dhBundle.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.X3dhBundle
             * @static
             * @param {parley.v1.X3dhBundle.$Properties} message X3dhBundle message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            X3dhBundle.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identityKey != null && $Object.hasOwnProperty.call(message, "identityKey") && message.identityKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identityKey);
                if (message.signedPrekeyId != null && $Object.hasOwnProperty.call(message, "signedPrekeyId") && message.signedPrekeyId !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.signedPrekeyId);
                if (message.signedPrekey != null && $Object.hasOwnProperty.call(message, "signedPrekey") && message.signedPrekey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.signedPrekey);
                if (message.signedPrekeySignature != null && $Object.hasOwnProperty.call(message, "signedPrekeySignature") && message.signedPrekeySignature.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signedPrekeySignature);
                if (message.oneTimePrekeyId != null && $Object.hasOwnProperty.call(message, "oneTimePrekeyId") && message.oneTimePrekeyId !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.oneTimePrekeyId);
                if (message.oneTimePrekey != null && $Object.hasOwnProperty.call(message, "oneTimePrekey") && message.oneTimePrekey.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.oneTimePrekey);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a X3dhBundle message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.X3dhBundle
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.X3dhBundle & parley.v1.X3dhBundle.$Shape} X3dhBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            X3dhBundle.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.X3dhBundle();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identityKey = value;
                            else
                                delete message.identityKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.signedPrekeyId = value;
                            else
                                delete message.signedPrekeyId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signedPrekey = value;
                            else
                                delete message.signedPrekey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signedPrekeySignature = value;
                            else
                                delete message.signedPrekeySignature;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oneTimePrekeyId = value;
                            else
                                delete message.oneTimePrekeyId;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.oneTimePrekey = value;
                            else
                                delete message.oneTimePrekey;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for X3dhBundle
             * @function getTypeUrl
             * @memberof parley.v1.X3dhBundle
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            X3dhBundle.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.X3dhBundle";
            };

            return X3dhBundle;
        })();

        v1.X3dhEstablishment = (function() {

            /**
             * Properties of a X3dhEstablishment.
             * @typedef {Object} parley.v1.X3dhEstablishment.$Properties
             * @property {Uint8Array|null} [identityKey] X3dhEstablishment identityKey
             * @property {Uint8Array|null} [ephemeralKey] X3dhEstablishment ephemeralKey
             * @property {number|null} [signedPrekeyId] X3dhEstablishment signedPrekeyId
             * @property {number|null} [oneTimePrekeyId] X3dhEstablishment oneTimePrekeyId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a X3dhEstablishment.
             * @memberof parley.v1
             * @interface IX3dhEstablishment
             * @augments parley.v1.X3dhEstablishment.$Properties
             * @deprecated Use parley.v1.X3dhEstablishment.$Properties instead.
             */

            /**
             * Shape of a X3dhEstablishment.
             * @typedef {parley.v1.X3dhEstablishment.$Properties} parley.v1.X3dhEstablishment.$Shape
             */

            /**
             * Constructs a new X3dhEstablishment.
             * @memberof parley.v1
             * @classdesc Represents a X3dhEstablishment.
             * @constructor
             * @param {parley.v1.X3dhEstablishment.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const X3dhEstablishment = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * X3dhEstablishment identityKey.
             * @member {Uint8Array} identityKey
             * @memberof parley.v1.X3dhEstablishment
             * @instance
             */
            X3dhEstablishment.prototype.identityKey = $util.newBuffer([]);

            /**
             * X3dhEstablishment ephemeralKey.
             * @member {Uint8Array} ephemeralKey
             * @memberof parley.v1.X3dhEstablishment
             * @instance
             */
            X3dhEstablishment.prototype.ephemeralKey = $util.newBuffer([]);

            /**
             * X3dhEstablishment signedPrekeyId.
             * @member {number} signedPrekeyId
             * @memberof parley.v1.X3dhEstablishment
             * @instance
             */
            X3dhEstablishment.prototype.signedPrekeyId = 0;

            /**
             * X3dhEstablishment oneTimePrekeyId.
             * @member {number} oneTimePrekeyId
             * @memberof parley.v1.X3dhEstablishment
             * @instance
             */
            X3dhEstablishment.prototype.oneTimePrekeyId = 0;

            /**
             * Encodes the specified X3dhEstablishment message. Does not implicitly {@link parley.v1.X3dhEstablishment.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.X3dhEstablishment
             * @static
             * @param {parley.v1.X3dhEstablishment.$Properties} message X3dhEstablishment message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            X3dhEstablishment.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identityKey != null && $Object.hasOwnProperty.call(message, "identityKey") && message.identityKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identityKey);
                if (message.ephemeralKey != null && $Object.hasOwnProperty.call(message, "ephemeralKey") && message.ephemeralKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.ephemeralKey);
                if (message.signedPrekeyId != null && $Object.hasOwnProperty.call(message, "signedPrekeyId") && message.signedPrekeyId !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.signedPrekeyId);
                if (message.oneTimePrekeyId != null && $Object.hasOwnProperty.call(message, "oneTimePrekeyId") && message.oneTimePrekeyId !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.oneTimePrekeyId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a X3dhEstablishment message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.X3dhEstablishment
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.X3dhEstablishment & parley.v1.X3dhEstablishment.$Shape} X3dhEstablishment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            X3dhEstablishment.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.X3dhEstablishment();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identityKey = value;
                            else
                                delete message.identityKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ephemeralKey = value;
                            else
                                delete message.ephemeralKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.signedPrekeyId = value;
                            else
                                delete message.signedPrekeyId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oneTimePrekeyId = value;
                            else
                                delete message.oneTimePrekeyId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for X3dhEstablishment
             * @function getTypeUrl
             * @memberof parley.v1.X3dhEstablishment
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            X3dhEstablishment.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.X3dhEstablishment";
            };

            return X3dhEstablishment;
        })();

        v1.PqxdhBundle = (function() {

            /**
             * Properties of a PqxdhBundle.
             * @typedef {Object} parley.v1.PqxdhBundle.$Properties
             * @property {number|null} [signedPrekeyId] PqxdhBundle signedPrekeyId
             * @property {Uint8Array|null} [signedPrekey] PqxdhBundle signedPrekey
             * @property {number|null} [oneTimePrekeyId] PqxdhBundle oneTimePrekeyId
             * @property {Uint8Array|null} [oneTimePrekey] PqxdhBundle oneTimePrekey
             * @property {Uint8Array|null} [kemKey] PqxdhBundle kemKey
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PqxdhBundle.
             * @memberof parley.v1
             * @interface IPqxdhBundle
             * @augments parley.v1.PqxdhBundle.$Properties
             * @deprecated Use parley.v1.PqxdhBundle.$Properties instead.
             */

            /**
             * Shape of a PqxdhBundle.
             * @typedef {parley.v1.PqxdhBundle.$Properties} parley.v1.PqxdhBundle.$Shape
             */

            /**
             * Constructs a new PqxdhBundle.
             * @memberof parley.v1
             * @classdesc Represents a PqxdhBundle.
             * @constructor
             * @param {parley.v1.PqxdhBundle.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PqxdhBundle = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PqxdhBundle signedPrekeyId.
             * @member {number} signedPrekeyId
             * @memberof parley.v1.PqxdhBundle
             * @instance
             */
            PqxdhBundle.prototype.signedPrekeyId = 0;

            /**
             * PqxdhBundle signedPrekey.
             * @member {Uint8Array} signedPrekey
             * @memberof parley.v1.PqxdhBundle
             * @instance
             */
            PqxdhBundle.prototype.signedPrekey = $util.newBuffer([]);

            /**
             * PqxdhBundle oneTimePrekeyId.
             * @member {number} oneTimePrekeyId
             * @memberof parley.v1.PqxdhBundle
             * @instance
             */
            PqxdhBundle.prototype.oneTimePrekeyId = 0;

            /**
             * PqxdhBundle oneTimePrekey.
             * @member {Uint8Array} oneTimePrekey
             * @memberof parley.v1.PqxdhBundle
             * @instance
             */
            PqxdhBundle.prototype.oneTimePrekey = $util.newBuffer([]);

            /**
             * PqxdhBundle kemKey.
             * @member {Uint8Array} kemKey
             * @memberof parley.v1.PqxdhBundle
             * @instance
             */
            PqxdhBundle.prototype.kemKey = $util.newBuffer([]);

            /**
             * Encodes the specified PqxdhBundle message. Does not implicitly {@link parley.v1.PqxdhBundle.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.PqxdhBundle
             * @static
             * @param {parley.v1.PqxdhBundle.$Properties} message PqxdhBundle message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PqxdhBundle.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signedPrekeyId != null && $Object.hasOwnProperty.call(message, "signedPrekeyId") && message.signedPrekeyId !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.signedPrekeyId);
                if (message.signedPrekey != null && $Object.hasOwnProperty.call(message, "signedPrekey") && message.signedPrekey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.signedPrekey);
                if (message.oneTimePrekeyId != null && $Object.hasOwnProperty.call(message, "oneTimePrekeyId") && message.oneTimePrekeyId !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.oneTimePrekeyId);
                if (message.oneTimePrekey != null && $Object.hasOwnProperty.call(message, "oneTimePrekey") && message.oneTimePrekey.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.oneTimePrekey);
                if (message.kemKey != null && $Object.hasOwnProperty.call(message, "kemKey") && message.kemKey.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.kemKey);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PqxdhBundle message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.PqxdhBundle
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.PqxdhBundle & parley.v1.PqxdhBundle.$Shape} PqxdhBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PqxdhBundle.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.PqxdhBundle();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.signedPrekeyId = value;
                            else
                                delete message.signedPrekeyId;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signedPrekey = value;
                            else
                                delete message.signedPrekey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oneTimePrekeyId = value;
                            else
                                delete message.oneTimePrekeyId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.oneTimePrekey = value;
                            else
                                delete message.oneTimePrekey;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kemKey = value;
                            else
                                delete message.kemKey;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for PqxdhBundle
             * @function getTypeUrl
             * @memberof parley.v1.PqxdhBundle
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PqxdhBundle.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.PqxdhBundle";
            };

            return PqxdhBundle;
        })();

        v1.PqxdhEstablishment = (function() {

            /**
             * Properties of a PqxdhEstablishment.
             * @typedef {Object} parley.v1.PqxdhEstablishment.$Properties
             * @property {Uint8Array|null} [ephemeralKey] PqxdhEstablishment ephemeralKey
             * @property {number|null} [signedPrekeyId] PqxdhEstablishment signedPrekeyId
             * @property {number|null} [oneTimePrekeyId] PqxdhEstablishment oneTimePrekeyId
             * @property {Uint8Array|null} [kemCiphertext] PqxdhEstablishment kemCiphertext
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PqxdhEstablishment.
             * @memberof parley.v1
             * @interface IPqxdhEstablishment
             * @augments parley.v1.PqxdhEstablishment.$Properties
             * @deprecated Use parley.v1.PqxdhEstablishment.$Properties instead.
             */

            /**
             * Shape of a PqxdhEstablishment.
             * @typedef {parley.v1.PqxdhEstablishment.$Properties} parley.v1.PqxdhEstablishment.$Shape
             */

            /**
             * Constructs a new PqxdhEstablishment.
             * @memberof parley.v1
             * @classdesc Represents a PqxdhEstablishment.
             * @constructor
             * @param {parley.v1.PqxdhEstablishment.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PqxdhEstablishment = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PqxdhEstablishment ephemeralKey.
             * @member {Uint8Array} ephemeralKey
             * @memberof parley.v1.PqxdhEstablishment
             * @instance
             */
            PqxdhEstablishment.prototype.ephemeralKey = $util.newBuffer([]);

            /**
             * PqxdhEstablishment signedPrekeyId.
             * @member {number} signedPrekeyId
             * @memberof parley.v1.PqxdhEstablishment
             * @instance
             */
            PqxdhEstablishment.prototype.signedPrekeyId = 0;

            /**
             * PqxdhEstablishment oneTimePrekeyId.
             * @member {number} oneTimePrekeyId
             * @memberof parley.v1.PqxdhEstablishment
             * @instance
             */
            PqxdhEstablishment.prototype.oneTimePrekeyId = 0;

            /**
             * PqxdhEstablishment kemCiphertext.
             * @member {Uint8Array} kemCiphertext
             * @memberof parley.v1.PqxdhEstablishment
             * @instance
             */
            PqxdhEstablishment.prototype.kemCiphertext = $util.newBuffer([]);

            /**
             * Encodes the specified PqxdhEstablishment message. Does not implicitly {@link parley.v1.PqxdhEstablishment.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.PqxdhEstablishment
             * @static
             * @param {parley.v1.PqxdhEstablishment.$Properties} message PqxdhEstablishment message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PqxdhEstablishment.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ephemeralKey != null && $Object.hasOwnProperty.call(message, "ephemeralKey") && message.ephemeralKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.ephemeralKey);
                if (message.signedPrekeyId != null && $Object.hasOwnProperty.call(message, "signedPrekeyId") && message.signedPrekeyId !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.signedPrekeyId);
                if (message.oneTimePrekeyId != null && $Object.hasOwnProperty.call(message, "oneTimePrekeyId") && message.oneTimePrekeyId !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.oneTimePrekeyId);
                if (message.kemCiphertext != null && $Object.hasOwnProperty.call(message, "kemCiphertext") && message.kemCiphertext.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.kemCiphertext);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PqxdhEstablishment message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.PqxdhEstablishment
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.PqxdhEstablishment & parley.v1.PqxdhEstablishment.$Shape} PqxdhEstablishment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PqxdhEstablishment.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.PqxdhEstablishment();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ephemeralKey = value;
                            else
                                delete message.ephemeralKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.signedPrekeyId = value;
                            else
                                delete message.signedPrekeyId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oneTimePrekeyId = value;
                            else
                                delete message.oneTimePrekeyId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kemCiphertext = value;
                            else
                                delete message.kemCiphertext;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for PqxdhEstablishment
             * @function getTypeUrl
             * @memberof parley.v1.PqxdhEstablishment
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PqxdhEstablishment.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.PqxdhEstablishment";
            };

            return PqxdhEstablishment;
        })();

        v1.SignalBundle = (function() {

            /**
             * Properties of a SignalBundle.
             * @typedef {Object} parley.v1.SignalBundle.$Properties
             * @property {Uint8Array|null} [identityKey] SignalBundle identityKey
             * @property {number|null} [signedPrekeyId] SignalBundle signedPrekeyId
             * @property {Uint8Array|null} [signedPrekey] SignalBundle signedPrekey
             * @property {Uint8Array|null} [signedPrekeySignature] SignalBundle signedPrekeySignature
             * @property {number|null} [oneTimePrekeyId] SignalBundle oneTimePrekeyId
             * @property {Uint8Array|null} [oneTimePrekey] SignalBundle oneTimePrekey
             * @property {Uint8Array|null} [kyberPrekey] SignalBundle kyberPrekey
             * @property {Uint8Array|null} [kyberPrekeySignature] SignalBundle kyberPrekeySignature
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalBundle.
             * @memberof parley.v1
             * @interface ISignalBundle
             * @augments parley.v1.SignalBundle.$Properties
             * @deprecated Use parley.v1.SignalBundle.$Properties instead.
             */

            /**
             * Shape of a SignalBundle.
             * @typedef {parley.v1.SignalBundle.$Properties} parley.v1.SignalBundle.$Shape
             */

            /**
             * Constructs a new SignalBundle.
             * @memberof parley.v1
             * @classdesc Represents a SignalBundle.
             * @constructor
             * @param {parley.v1.SignalBundle.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalBundle = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalBundle identityKey.
             * @member {Uint8Array} identityKey
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.identityKey = $util.newBuffer([]);

            /**
             * SignalBundle signedPrekeyId.
             * @member {number} signedPrekeyId
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.signedPrekeyId = 0;

            /**
             * SignalBundle signedPrekey.
             * @member {Uint8Array} signedPrekey
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.signedPrekey = $util.newBuffer([]);

            /**
             * SignalBundle signedPrekeySignature.
             * @member {Uint8Array} signedPrekeySignature
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.signedPrekeySignature = $util.newBuffer([]);

            /**
             * SignalBundle oneTimePrekeyId.
             * @member {number} oneTimePrekeyId
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.oneTimePrekeyId = 0;

            /**
             * SignalBundle oneTimePrekey.
             * @member {Uint8Array} oneTimePrekey
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.oneTimePrekey = $util.newBuffer([]);

            /**
             * SignalBundle kyberPrekey.
             * @member {Uint8Array} kyberPrekey
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.kyberPrekey = $util.newBuffer([]);

            /**
             * SignalBundle kyberPrekeySignature.
             * @member {Uint8Array} kyberPrekeySignature
             * @memberof parley.v1.SignalBundle
             * @instance
             */
            SignalBundle.prototype.kyberPrekeySignature = $util.newBuffer([]);

            /**
             * Encodes the specified SignalBundle message. Does not implicitly {@link parley.v1.SignalBundle.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalBundle
             * @static
             * @param {parley.v1.SignalBundle.$Properties} message SignalBundle message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalBundle.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identityKey != null && $Object.hasOwnProperty.call(message, "identityKey") && message.identityKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identityKey);
                if (message.signedPrekeyId != null && $Object.hasOwnProperty.call(message, "signedPrekeyId") && message.signedPrekeyId !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.signedPrekeyId);
                if (message.signedPrekey != null && $Object.hasOwnProperty.call(message, "signedPrekey") && message.signedPrekey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.signedPrekey);
                if (message.signedPrekeySignature != null && $Object.hasOwnProperty.call(message, "signedPrekeySignature") && message.signedPrekeySignature.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.signedPrekeySignature);
                if (message.oneTimePrekeyId != null && $Object.hasOwnProperty.call(message, "oneTimePrekeyId") && message.oneTimePrekeyId !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.oneTimePrekeyId);
                if (message.oneTimePrekey != null && $Object.hasOwnProperty.call(message, "oneTimePrekey") && message.oneTimePrekey.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.oneTimePrekey);
                if (message.kyberPrekey != null && $Object.hasOwnProperty.call(message, "kyberPrekey") && message.kyberPrekey.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.kyberPrekey);
                if (message.kyberPrekeySignature != null && $Object.hasOwnProperty.call(message, "kyberPrekeySignature") && message.kyberPrekeySignature.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.kyberPrekeySignature);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalBundle message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalBundle
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalBundle & parley.v1.SignalBundle.$Shape} SignalBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalBundle.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalBundle();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identityKey = value;
                            else
                                delete message.identityKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.signedPrekeyId = value;
                            else
                                delete message.signedPrekeyId;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signedPrekey = value;
                            else
                                delete message.signedPrekey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.signedPrekeySignature = value;
                            else
                                delete message.signedPrekeySignature;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oneTimePrekeyId = value;
                            else
                                delete message.oneTimePrekeyId;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.oneTimePrekey = value;
                            else
                                delete message.oneTimePrekey;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kyberPrekey = value;
                            else
                                delete message.kyberPrekey;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kyberPrekeySignature = value;
                            else
                                delete message.kyberPrekeySignature;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalBundle
             * @function getTypeUrl
             * @memberof parley.v1.SignalBundle
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalBundle.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalBundle";
            };

            return SignalBundle;
        })();

        v1.SignalEstablishment = (function() {

            /**
             * Properties of a SignalEstablishment.
             * @typedef {Object} parley.v1.SignalEstablishment.$Properties
             * @property {Uint8Array|null} [identityKey] SignalEstablishment identityKey
             * @property {Uint8Array|null} [binding] SignalEstablishment binding
             * @property {number|null} [signedPrekeyId] SignalEstablishment signedPrekeyId
             * @property {number|null} [oneTimePrekeyId] SignalEstablishment oneTimePrekeyId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalEstablishment.
             * @memberof parley.v1
             * @interface ISignalEstablishment
             * @augments parley.v1.SignalEstablishment.$Properties
             * @deprecated Use parley.v1.SignalEstablishment.$Properties instead.
             */

            /**
             * Shape of a SignalEstablishment.
             * @typedef {parley.v1.SignalEstablishment.$Properties} parley.v1.SignalEstablishment.$Shape
             */

            /**
             * Constructs a new SignalEstablishment.
             * @memberof parley.v1
             * @classdesc Represents a SignalEstablishment.
             * @constructor
             * @param {parley.v1.SignalEstablishment.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalEstablishment = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalEstablishment identityKey.
             * @member {Uint8Array} identityKey
             * @memberof parley.v1.SignalEstablishment
             * @instance
             */
            SignalEstablishment.prototype.identityKey = $util.newBuffer([]);

            /**
             * SignalEstablishment binding.
             * @member {Uint8Array} binding
             * @memberof parley.v1.SignalEstablishment
             * @instance
             */
            SignalEstablishment.prototype.binding = $util.newBuffer([]);

            /**
             * SignalEstablishment signedPrekeyId.
             * @member {number} signedPrekeyId
             * @memberof parley.v1.SignalEstablishment
             * @instance
             */
            SignalEstablishment.prototype.signedPrekeyId = 0;

            /**
             * SignalEstablishment oneTimePrekeyId.
             * @member {number} oneTimePrekeyId
             * @memberof parley.v1.SignalEstablishment
             * @instance
             */
            SignalEstablishment.prototype.oneTimePrekeyId = 0;

            /**
             * Encodes the specified SignalEstablishment message. Does not implicitly {@link parley.v1.SignalEstablishment.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalEstablishment
             * @static
             * @param {parley.v1.SignalEstablishment.$Properties} message SignalEstablishment message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalEstablishment.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identityKey != null && $Object.hasOwnProperty.call(message, "identityKey") && message.identityKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identityKey);
                if (message.binding != null && $Object.hasOwnProperty.call(message, "binding") && message.binding.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.binding);
                if (message.signedPrekeyId != null && $Object.hasOwnProperty.call(message, "signedPrekeyId") && message.signedPrekeyId !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.signedPrekeyId);
                if (message.oneTimePrekeyId != null && $Object.hasOwnProperty.call(message, "oneTimePrekeyId") && message.oneTimePrekeyId !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.oneTimePrekeyId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalEstablishment message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalEstablishment
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalEstablishment & parley.v1.SignalEstablishment.$Shape} SignalEstablishment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalEstablishment.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalEstablishment();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identityKey = value;
                            else
                                delete message.identityKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.binding = value;
                            else
                                delete message.binding;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.signedPrekeyId = value;
                            else
                                delete message.signedPrekeyId;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.oneTimePrekeyId = value;
                            else
                                delete message.oneTimePrekeyId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalEstablishment
             * @function getTypeUrl
             * @memberof parley.v1.SignalEstablishment
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalEstablishment.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalEstablishment";
            };

            return SignalEstablishment;
        })();

        v1.SignalState = (function() {

            /**
             * Properties of a SignalState.
             * @typedef {Object} parley.v1.SignalState.$Properties
             * @property {Uint8Array|null} [record] SignalState record
             * @property {Uint8Array|null} [peerIdentity] SignalState peerIdentity
             * @property {Uint8Array|null} [addresses] SignalState addresses
             * @property {Array.<parley.v1.SignalChain.$Properties>|null} [chains] SignalState chains
             * @property {Array.<parley.v1.SignalEpoch.$Properties>|null} [epochs] SignalState epochs
             * @property {parley.v1.SignalResponder.$Properties|null} [responder] SignalState responder
             * @property {number|null} [passedOverMs] SignalState passedOverMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalState.
             * @memberof parley.v1
             * @interface ISignalState
             * @augments parley.v1.SignalState.$Properties
             * @deprecated Use parley.v1.SignalState.$Properties instead.
             */

            /**
             * Shape of a SignalState.
             * @typedef {parley.v1.SignalState.$Properties} parley.v1.SignalState.$Shape
             */

            /**
             * Constructs a new SignalState.
             * @memberof parley.v1
             * @classdesc Represents a SignalState.
             * @constructor
             * @param {parley.v1.SignalState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalState = function (properties) {
                this.chains = [];
                this.epochs = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalState record.
             * @member {Uint8Array} record
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.record = $util.newBuffer([]);

            /**
             * SignalState peerIdentity.
             * @member {Uint8Array} peerIdentity
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.peerIdentity = $util.newBuffer([]);

            /**
             * SignalState addresses.
             * @member {Uint8Array} addresses
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.addresses = $util.newBuffer([]);

            /**
             * SignalState chains.
             * @member {Array.<parley.v1.SignalChain.$Properties>} chains
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.chains = $util.emptyArray;

            /**
             * SignalState epochs.
             * @member {Array.<parley.v1.SignalEpoch.$Properties>} epochs
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.epochs = $util.emptyArray;

            /**
             * SignalState responder.
             * @member {parley.v1.SignalResponder.$Properties|null|undefined} responder
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.responder = null;

            /**
             * SignalState passedOverMs.
             * @member {number} passedOverMs
             * @memberof parley.v1.SignalState
             * @instance
             */
            SignalState.prototype.passedOverMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified SignalState message. Does not implicitly {@link parley.v1.SignalState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalState
             * @static
             * @param {parley.v1.SignalState.$Properties} message SignalState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.record != null && $Object.hasOwnProperty.call(message, "record") && message.record.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.record);
                if (message.peerIdentity != null && $Object.hasOwnProperty.call(message, "peerIdentity") && message.peerIdentity.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.peerIdentity);
                if (message.addresses != null && $Object.hasOwnProperty.call(message, "addresses") && message.addresses.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.addresses);
                if (message.chains != null && message.chains.length)
                    for (let i = 0; i < message.chains.length; ++i)
                        $root.parley.v1.SignalChain.encode(message.chains[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.epochs != null && message.epochs.length)
                    for (let i = 0; i < message.epochs.length; ++i)
                        $root.parley.v1.SignalEpoch.encode(message.epochs[i], writer.uint32(/* id 5, wireType 2 =*/42).fork(), _depth + 1).ldelim();
                if (message.responder != null && $Object.hasOwnProperty.call(message, "responder"))
                    $root.parley.v1.SignalResponder.encode(message.responder, writer.uint32(/* id 6, wireType 2 =*/50).fork(), _depth + 1).ldelim();
                if (message.passedOverMs != null && $Object.hasOwnProperty.call(message, "passedOverMs") && (typeof message.passedOverMs === "object" ? message.passedOverMs.low || message.passedOverMs.high : message.passedOverMs !== 0))
                    writer.uint32(/* id 7, wireType 0 =*/56).uint64(message.passedOverMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalState & parley.v1.SignalState.$Shape} SignalState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.record = value;
                            else
                                delete message.record;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.peerIdentity = value;
                            else
                                delete message.peerIdentity;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.addresses = value;
                            else
                                delete message.addresses;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.chains && message.chains.length))
                                message.chains = [];
                            message.chains.push($root.parley.v1.SignalChain.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if (!(message.epochs && message.epochs.length))
                                message.epochs = [];
                            message.epochs.push($root.parley.v1.SignalEpoch.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            message.responder = $root.parley.v1.SignalResponder.decode(reader, reader.size(), $undefined, _depth + 1, message.responder);
                            continue;
                        }
                    case 7: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.passedOverMs = value;
                            else
                                delete message.passedOverMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalState
             * @function getTypeUrl
             * @memberof parley.v1.SignalState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalState";
            };

            return SignalState;
        })();

        v1.SignalChain = (function() {

            /**
             * Properties of a SignalChain.
             * @typedef {Object} parley.v1.SignalChain.$Properties
             * @property {Uint8Array|null} [ratchetKey] SignalChain ratchetKey
             * @property {number|null} [next] SignalChain next
             * @property {number|null} [opened] SignalChain opened
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalChain.
             * @memberof parley.v1
             * @interface ISignalChain
             * @augments parley.v1.SignalChain.$Properties
             * @deprecated Use parley.v1.SignalChain.$Properties instead.
             */

            /**
             * Shape of a SignalChain.
             * @typedef {parley.v1.SignalChain.$Properties} parley.v1.SignalChain.$Shape
             */

            /**
             * Constructs a new SignalChain.
             * @memberof parley.v1
             * @classdesc Represents a SignalChain.
             * @constructor
             * @param {parley.v1.SignalChain.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalChain = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalChain ratchetKey.
             * @member {Uint8Array} ratchetKey
             * @memberof parley.v1.SignalChain
             * @instance
             */
            SignalChain.prototype.ratchetKey = $util.newBuffer([]);

            /**
             * SignalChain next.
             * @member {number} next
             * @memberof parley.v1.SignalChain
             * @instance
             */
            SignalChain.prototype.next = 0;

            /**
             * SignalChain opened.
             * @member {number} opened
             * @memberof parley.v1.SignalChain
             * @instance
             */
            SignalChain.prototype.opened = 0;

            /**
             * Encodes the specified SignalChain message. Does not implicitly {@link parley.v1.SignalChain.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalChain
             * @static
             * @param {parley.v1.SignalChain.$Properties} message SignalChain message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalChain.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ratchetKey != null && $Object.hasOwnProperty.call(message, "ratchetKey") && message.ratchetKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.ratchetKey);
                if (message.next != null && $Object.hasOwnProperty.call(message, "next") && message.next !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.next);
                if (message.opened != null && $Object.hasOwnProperty.call(message, "opened") && message.opened !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.opened);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalChain message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalChain
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalChain & parley.v1.SignalChain.$Shape} SignalChain
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalChain.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalChain();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ratchetKey = value;
                            else
                                delete message.ratchetKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.next = value;
                            else
                                delete message.next;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.opened = value;
                            else
                                delete message.opened;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalChain
             * @function getTypeUrl
             * @memberof parley.v1.SignalChain
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalChain.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalChain";
            };

            return SignalChain;
        })();

        v1.SignalEpoch = (function() {

            /**
             * Properties of a SignalEpoch.
             * @typedef {Object} parley.v1.SignalEpoch.$Properties
             * @property {number|null} [epoch] SignalEpoch epoch
             * @property {number|null} [highest] SignalEpoch highest
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalEpoch.
             * @memberof parley.v1
             * @interface ISignalEpoch
             * @augments parley.v1.SignalEpoch.$Properties
             * @deprecated Use parley.v1.SignalEpoch.$Properties instead.
             */

            /**
             * Shape of a SignalEpoch.
             * @typedef {parley.v1.SignalEpoch.$Properties} parley.v1.SignalEpoch.$Shape
             */

            /**
             * Constructs a new SignalEpoch.
             * @memberof parley.v1
             * @classdesc Represents a SignalEpoch.
             * @constructor
             * @param {parley.v1.SignalEpoch.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalEpoch = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalEpoch epoch.
             * @member {number} epoch
             * @memberof parley.v1.SignalEpoch
             * @instance
             */
            SignalEpoch.prototype.epoch = 0;

            /**
             * SignalEpoch highest.
             * @member {number} highest
             * @memberof parley.v1.SignalEpoch
             * @instance
             */
            SignalEpoch.prototype.highest = 0;

            /**
             * Encodes the specified SignalEpoch message. Does not implicitly {@link parley.v1.SignalEpoch.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalEpoch
             * @static
             * @param {parley.v1.SignalEpoch.$Properties} message SignalEpoch message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalEpoch.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.epoch != null && $Object.hasOwnProperty.call(message, "epoch") && message.epoch !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.epoch);
                if (message.highest != null && $Object.hasOwnProperty.call(message, "highest") && message.highest !== 0)
                    writer.uint32(/* id 2, wireType 0 =*/16).uint32(message.highest);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalEpoch message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalEpoch
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalEpoch & parley.v1.SignalEpoch.$Shape} SignalEpoch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalEpoch.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalEpoch();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.epoch = value;
                            else
                                delete message.epoch;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.highest = value;
                            else
                                delete message.highest;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalEpoch
             * @function getTypeUrl
             * @memberof parley.v1.SignalEpoch
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalEpoch.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalEpoch";
            };

            return SignalEpoch;
        })();

        v1.SignalResponder = (function() {

            /**
             * Properties of a SignalResponder.
             * @typedef {Object} parley.v1.SignalResponder.$Properties
             * @property {Uint8Array|null} [identity] SignalResponder identity
             * @property {parley.v1.SignalSignedPrekey.$Properties|null} [signed] SignalResponder signed
             * @property {parley.v1.SignalOneTimePrekey.$Properties|null} [oneTime] SignalResponder oneTime
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalResponder.
             * @memberof parley.v1
             * @interface ISignalResponder
             * @augments parley.v1.SignalResponder.$Properties
             * @deprecated Use parley.v1.SignalResponder.$Properties instead.
             */

            /**
             * Shape of a SignalResponder.
             * @typedef {parley.v1.SignalResponder.$Properties} parley.v1.SignalResponder.$Shape
             */

            /**
             * Constructs a new SignalResponder.
             * @memberof parley.v1
             * @classdesc Represents a SignalResponder.
             * @constructor
             * @param {parley.v1.SignalResponder.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalResponder = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalResponder identity.
             * @member {Uint8Array} identity
             * @memberof parley.v1.SignalResponder
             * @instance
             */
            SignalResponder.prototype.identity = $util.newBuffer([]);

            /**
             * SignalResponder signed.
             * @member {parley.v1.SignalSignedPrekey.$Properties|null|undefined} signed
             * @memberof parley.v1.SignalResponder
             * @instance
             */
            SignalResponder.prototype.signed = null;

            /**
             * SignalResponder oneTime.
             * @member {parley.v1.SignalOneTimePrekey.$Properties|null|undefined} oneTime
             * @memberof parley.v1.SignalResponder
             * @instance
             */
            SignalResponder.prototype.oneTime = null;

            /**
             * Encodes the specified SignalResponder message. Does not implicitly {@link parley.v1.SignalResponder.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalResponder
             * @static
             * @param {parley.v1.SignalResponder.$Properties} message SignalResponder message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalResponder.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity") && message.identity.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identity);
                if (message.signed != null && $Object.hasOwnProperty.call(message, "signed"))
                    $root.parley.v1.SignalSignedPrekey.encode(message.signed, writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.oneTime != null && $Object.hasOwnProperty.call(message, "oneTime"))
                    $root.parley.v1.SignalOneTimePrekey.encode(message.oneTime, writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalResponder message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalResponder
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalResponder & parley.v1.SignalResponder.$Shape} SignalResponder
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalResponder.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalResponder();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identity = value;
                            else
                                delete message.identity;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            message.signed = $root.parley.v1.SignalSignedPrekey.decode(reader, reader.size(), $undefined, _depth + 1, message.signed);
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            message.oneTime = $root.parley.v1.SignalOneTimePrekey.decode(reader, reader.size(), $undefined, _depth + 1, message.oneTime);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalResponder
             * @function getTypeUrl
             * @memberof parley.v1.SignalResponder
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalResponder.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalResponder";
            };

            return SignalResponder;
        })();

        v1.SignalPrekeyState = (function() {

            /**
             * Properties of a SignalPrekeyState.
             * @typedef {Object} parley.v1.SignalPrekeyState.$Properties
             * @property {Uint8Array|null} [identity] SignalPrekeyState identity
             * @property {Array.<parley.v1.SignalSignedPrekey.$Properties>|null} [signed] SignalPrekeyState signed
             * @property {Array.<parley.v1.SignalOneTimePrekey.$Properties>|null} [offered] SignalPrekeyState offered
             * @property {Array.<parley.v1.SignalOneTimePrekey.$Properties>|null} [fresh] SignalPrekeyState fresh
             * @property {number|null} [nextId] SignalPrekeyState nextId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalPrekeyState.
             * @memberof parley.v1
             * @interface ISignalPrekeyState
             * @augments parley.v1.SignalPrekeyState.$Properties
             * @deprecated Use parley.v1.SignalPrekeyState.$Properties instead.
             */

            /**
             * Shape of a SignalPrekeyState.
             * @typedef {parley.v1.SignalPrekeyState.$Properties} parley.v1.SignalPrekeyState.$Shape
             */

            /**
             * Constructs a new SignalPrekeyState.
             * @memberof parley.v1
             * @classdesc Represents a SignalPrekeyState.
             * @constructor
             * @param {parley.v1.SignalPrekeyState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalPrekeyState = function (properties) {
                this.signed = [];
                this.offered = [];
                this.fresh = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalPrekeyState identity.
             * @member {Uint8Array} identity
             * @memberof parley.v1.SignalPrekeyState
             * @instance
             */
            SignalPrekeyState.prototype.identity = $util.newBuffer([]);

            /**
             * SignalPrekeyState signed.
             * @member {Array.<parley.v1.SignalSignedPrekey.$Properties>} signed
             * @memberof parley.v1.SignalPrekeyState
             * @instance
             */
            SignalPrekeyState.prototype.signed = $util.emptyArray;

            /**
             * SignalPrekeyState offered.
             * @member {Array.<parley.v1.SignalOneTimePrekey.$Properties>} offered
             * @memberof parley.v1.SignalPrekeyState
             * @instance
             */
            SignalPrekeyState.prototype.offered = $util.emptyArray;

            /**
             * SignalPrekeyState fresh.
             * @member {Array.<parley.v1.SignalOneTimePrekey.$Properties>} fresh
             * @memberof parley.v1.SignalPrekeyState
             * @instance
             */
            SignalPrekeyState.prototype.fresh = $util.emptyArray;

            /**
             * SignalPrekeyState nextId.
             * @member {number} nextId
             * @memberof parley.v1.SignalPrekeyState
             * @instance
             */
            SignalPrekeyState.prototype.nextId = 0;

            /**
             * Encodes the specified SignalPrekeyState message. Does not implicitly {@link parley.v1.SignalPrekeyState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalPrekeyState
             * @static
             * @param {parley.v1.SignalPrekeyState.$Properties} message SignalPrekeyState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalPrekeyState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.identity != null && $Object.hasOwnProperty.call(message, "identity") && message.identity.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.identity);
                if (message.signed != null && message.signed.length)
                    for (let i = 0; i < message.signed.length; ++i)
                        $root.parley.v1.SignalSignedPrekey.encode(message.signed[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.offered != null && message.offered.length)
                    for (let i = 0; i < message.offered.length; ++i)
                        $root.parley.v1.SignalOneTimePrekey.encode(message.offered[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.fresh != null && message.fresh.length)
                    for (let i = 0; i < message.fresh.length; ++i)
                        $root.parley.v1.SignalOneTimePrekey.encode(message.fresh[i], writer.uint32(/* id 4, wireType 2 =*/34).fork(), _depth + 1).ldelim();
                if (message.nextId != null && $Object.hasOwnProperty.call(message, "nextId") && message.nextId !== 0)
                    writer.uint32(/* id 5, wireType 0 =*/40).uint32(message.nextId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalPrekeyState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalPrekeyState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalPrekeyState & parley.v1.SignalPrekeyState.$Shape} SignalPrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalPrekeyState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalPrekeyState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.identity = value;
                            else
                                delete message.identity;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.signed && message.signed.length))
                                message.signed = [];
                            message.signed.push($root.parley.v1.SignalSignedPrekey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.offered && message.offered.length))
                                message.offered = [];
                            message.offered.push($root.parley.v1.SignalOneTimePrekey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fresh && message.fresh.length))
                                message.fresh = [];
                            message.fresh.push($root.parley.v1.SignalOneTimePrekey.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.nextId = value;
                            else
                                delete message.nextId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalPrekeyState
             * @function getTypeUrl
             * @memberof parley.v1.SignalPrekeyState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalPrekeyState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalPrekeyState";
            };

            return SignalPrekeyState;
        })();

        v1.SignalSignedPrekey = (function() {

            /**
             * Properties of a SignalSignedPrekey.
             * @typedef {Object} parley.v1.SignalSignedPrekey.$Properties
             * @property {number|null} [id] SignalSignedPrekey id
             * @property {Uint8Array|null} [record] SignalSignedPrekey record
             * @property {Uint8Array|null} [kyberRecord] SignalSignedPrekey kyberRecord
             * @property {number|null} [createdMs] SignalSignedPrekey createdMs
             * @property {number|null} [replacedMs] SignalSignedPrekey replacedMs
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalSignedPrekey.
             * @memberof parley.v1
             * @interface ISignalSignedPrekey
             * @augments parley.v1.SignalSignedPrekey.$Properties
             * @deprecated Use parley.v1.SignalSignedPrekey.$Properties instead.
             */

            /**
             * Shape of a SignalSignedPrekey.
             * @typedef {parley.v1.SignalSignedPrekey.$Properties} parley.v1.SignalSignedPrekey.$Shape
             */

            /**
             * Constructs a new SignalSignedPrekey.
             * @memberof parley.v1
             * @classdesc Represents a SignalSignedPrekey.
             * @constructor
             * @param {parley.v1.SignalSignedPrekey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalSignedPrekey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalSignedPrekey id.
             * @member {number} id
             * @memberof parley.v1.SignalSignedPrekey
             * @instance
             */
            SignalSignedPrekey.prototype.id = 0;

            /**
             * SignalSignedPrekey record.
             * @member {Uint8Array} record
             * @memberof parley.v1.SignalSignedPrekey
             * @instance
             */
            SignalSignedPrekey.prototype.record = $util.newBuffer([]);

            /**
             * SignalSignedPrekey kyberRecord.
             * @member {Uint8Array} kyberRecord
             * @memberof parley.v1.SignalSignedPrekey
             * @instance
             */
            SignalSignedPrekey.prototype.kyberRecord = $util.newBuffer([]);

            /**
             * SignalSignedPrekey createdMs.
             * @member {number} createdMs
             * @memberof parley.v1.SignalSignedPrekey
             * @instance
             */
            SignalSignedPrekey.prototype.createdMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SignalSignedPrekey replacedMs.
             * @member {number} replacedMs
             * @memberof parley.v1.SignalSignedPrekey
             * @instance
             */
            SignalSignedPrekey.prototype.replacedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * Encodes the specified SignalSignedPrekey message. Does not implicitly {@link parley.v1.SignalSignedPrekey.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalSignedPrekey
             * @static
             * @param {parley.v1.SignalSignedPrekey.$Properties} message SignalSignedPrekey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalSignedPrekey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
                if (message.record != null && $Object.hasOwnProperty.call(message, "record") && message.record.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.record);
                if (message.kyberRecord != null && $Object.hasOwnProperty.call(message, "kyberRecord") && message.kyberRecord.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.kyberRecord);
                if (message.createdMs != null && $Object.hasOwnProperty.call(message, "createdMs") && (typeof message.createdMs === "object" ? message.createdMs.low || message.createdMs.high : message.createdMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.createdMs);
                if (message.replacedMs != null && $Object.hasOwnProperty.call(message, "replacedMs") && (typeof message.replacedMs === "object" ? message.replacedMs.low || message.replacedMs.high : message.replacedMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.replacedMs);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalSignedPrekey message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalSignedPrekey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalSignedPrekey & parley.v1.SignalSignedPrekey.$Shape} SignalSignedPrekey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalSignedPrekey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalSignedPrekey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.record = value;
                            else
                                delete message.record;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kyberRecord = value;
                            else
                                delete message.kyberRecord;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdMs = value;
                            else
                                delete message.createdMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.replacedMs = value;
                            else
                                delete message.replacedMs;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalSignedPrekey
             * @function getTypeUrl
             * @memberof parley.v1.SignalSignedPrekey
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalSignedPrekey.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalSignedPrekey";
            };

            return SignalSignedPrekey;
        })();

        v1.SignalOneTimePrekey = (function() {

            /**
             * Properties of a SignalOneTimePrekey.
             * @typedef {Object} parley.v1.SignalOneTimePrekey.$Properties
             * @property {number|null} [id] SignalOneTimePrekey id
             * @property {Uint8Array|null} [record] SignalOneTimePrekey record
             * @property {Uint8Array|null} [kyberRecord] SignalOneTimePrekey kyberRecord
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignalOneTimePrekey.
             * @memberof parley.v1
             * @interface ISignalOneTimePrekey
             * @augments parley.v1.SignalOneTimePrekey.$Properties
             * @deprecated Use parley.v1.SignalOneTimePrekey.$Properties instead.
             */

            /**
             * Shape of a SignalOneTimePrekey.
             * @typedef {parley.v1.SignalOneTimePrekey.$Properties} parley.v1.SignalOneTimePrekey.$Shape
             */

            /**
             * Constructs a new SignalOneTimePrekey.
             * @memberof parley.v1
             * @classdesc Represents a SignalOneTimePrekey.
             * @constructor
             * @param {parley.v1.SignalOneTimePrekey.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignalOneTimePrekey = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignalOneTimePrekey id.
             * @member {number} id
             * @memberof parley.v1.SignalOneTimePrekey
             * @instance
             */
            SignalOneTimePrekey.prototype.id = 0;

            /**
             * SignalOneTimePrekey record.
             * @member {Uint8Array} record
             * @memberof parley.v1.SignalOneTimePrekey
             * @instance
             */
            SignalOneTimePrekey.prototype.record = $util.newBuffer([]);

            /**
             * SignalOneTimePrekey kyberRecord.
             * @member {Uint8Array} kyberRecord
             * @memberof parley.v1.SignalOneTimePrekey
             * @instance
             */
            SignalOneTimePrekey.prototype.kyberRecord = $util.newBuffer([]);

            /**
             * Encodes the specified SignalOneTimePrekey message. Does not implicitly {@link parley.v1.SignalOneTimePrekey.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignalOneTimePrekey
             * @static
             * @param {parley.v1.SignalOneTimePrekey.$Properties} message SignalOneTimePrekey message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignalOneTimePrekey.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
                if (message.record != null && $Object.hasOwnProperty.call(message, "record") && message.record.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.record);
                if (message.kyberRecord != null && $Object.hasOwnProperty.call(message, "kyberRecord") && message.kyberRecord.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.kyberRecord);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignalOneTimePrekey message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignalOneTimePrekey
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignalOneTimePrekey & parley.v1.SignalOneTimePrekey.$Shape} SignalOneTimePrekey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignalOneTimePrekey.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignalOneTimePrekey();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.record = value;
                            else
                                delete message.record;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kyberRecord = value;
                            else
                                delete message.kyberRecord;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignalOneTimePrekey
             * @function getTypeUrl
             * @memberof parley.v1.SignalOneTimePrekey
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignalOneTimePrekey.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignalOneTimePrekey";
            };

            return SignalOneTimePrekey;
        })();

        v1.RatchetState = (function() {

            /**
             * Properties of a RatchetState.
             * @typedef {Object} parley.v1.RatchetState.$Properties
             * @property {Uint8Array|null} [associatedData] RatchetState associatedData
             * @property {Uint8Array|null} [rootKey] RatchetState rootKey
             * @property {Uint8Array|null} [selfPublicKey] RatchetState selfPublicKey
             * @property {Uint8Array|null} [selfPrivateKey] RatchetState selfPrivateKey
             * @property {Uint8Array|null} [peerKey] RatchetState peerKey
             * @property {Uint8Array|null} [sendChain] RatchetState sendChain
             * @property {Uint8Array|null} [receiveChain] RatchetState receiveChain
             * @property {number|null} [sent] RatchetState sent
             * @property {number|null} [received] RatchetState received
             * @property {number|null} [previouslySent] RatchetState previouslySent
             * @property {Uint8Array|null} [pastPeerKeys] RatchetState pastPeerKeys
             * @property {Array.<parley.v1.SkippedChain.$Properties>|null} [skipped] RatchetState skipped
             * @property {parley.v1.KemExchangeState.$Properties|null} [kem] RatchetState kem
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a RatchetState.
             * @memberof parley.v1
             * @interface IRatchetState
             * @augments parley.v1.RatchetState.$Properties
             * @deprecated Use parley.v1.RatchetState.$Properties instead.
             */

            /**
             * Shape of a RatchetState.
             * @typedef {parley.v1.RatchetState.$Properties} parley.v1.RatchetState.$Shape
             */

            /**
             * Constructs a new RatchetState.
             * @memberof parley.v1
             * @classdesc Represents a RatchetState.
             * @constructor
             * @param {parley.v1.RatchetState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const RatchetState = function (properties) {
                this.skipped = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * RatchetState associatedData.
             * @member {Uint8Array} associatedData
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.associatedData = $util.newBuffer([]);

            /**
             * RatchetState rootKey.
             * @member {Uint8Array} rootKey
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.rootKey = $util.newBuffer([]);

            /**
             * RatchetState selfPublicKey.
             * @member {Uint8Array} selfPublicKey
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.selfPublicKey = $util.newBuffer([]);

            /**
             * RatchetState selfPrivateKey.
             * @member {Uint8Array} selfPrivateKey
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.selfPrivateKey = $util.newBuffer([]);

            /**
             * RatchetState peerKey.
             * @member {Uint8Array} peerKey
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.peerKey = $util.newBuffer([]);

            /**
             * RatchetState sendChain.
             * @member {Uint8Array} sendChain
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.sendChain = $util.newBuffer([]);

            /**
             * RatchetState receiveChain.
             * @member {Uint8Array} receiveChain
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.receiveChain = $util.newBuffer([]);

            /**
             * RatchetState sent.
             * @member {number} sent
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.sent = 0;

            /**
             * RatchetState received.
             * @member {number} received
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.received = 0;

            /**
             * RatchetState previouslySent.
             * @member {number} previouslySent
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.previouslySent = 0;

            /**
             * RatchetState pastPeerKeys.
             * @member {Uint8Array} pastPeerKeys
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.pastPeerKeys = $util.newBuffer([]);

            /**
             * RatchetState skipped.
             * @member {Array.<parley.v1.SkippedChain.$Properties>} skipped
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.skipped = $util.emptyArray;

            /**
             * RatchetState kem.
             * @member {parley.v1.KemExchangeState.$Properties|null|undefined} kem
             * @memberof parley.v1.RatchetState
             * @instance
             */
            RatchetState.prototype.kem = null;

            /**
             * Encodes the specified RatchetState message. Does not implicitly {@link parley.v1.RatchetState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.RatchetState
             * @static
             * @param {parley.v1.RatchetState.$Properties} message RatchetState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            RatchetState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.associatedData != null && $Object.hasOwnProperty.call(message, "associatedData") && message.associatedData.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.associatedData);
                if (message.rootKey != null && $Object.hasOwnProperty.call(message, "rootKey") && message.rootKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.rootKey);
                if (message.selfPublicKey != null && $Object.hasOwnProperty.call(message, "selfPublicKey") && message.selfPublicKey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.selfPublicKey);
                if (message.selfPrivateKey != null && $Object.hasOwnProperty.call(message, "selfPrivateKey") && message.selfPrivateKey.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.selfPrivateKey);
                if (message.peerKey != null && $Object.hasOwnProperty.call(message, "peerKey") && message.peerKey.length)
                    writer.uint32(/* id 5, wireType 2 =*/42).bytes(message.peerKey);
                if (message.sendChain != null && $Object.hasOwnProperty.call(message, "sendChain") && message.sendChain.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.sendChain);
                if (message.receiveChain != null && $Object.hasOwnProperty.call(message, "receiveChain") && message.receiveChain.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.receiveChain);
                if (message.sent != null && $Object.hasOwnProperty.call(message, "sent") && message.sent !== 0)
                    writer.uint32(/* id 8, wireType 0 =*/64).uint32(message.sent);
                if (message.received != null && $Object.hasOwnProperty.call(message, "received") && message.received !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.received);
                if (message.previouslySent != null && $Object.hasOwnProperty.call(message, "previouslySent") && message.previouslySent !== 0)
                    writer.uint32(/* id 10, wireType 0 =*/80).uint32(message.previouslySent);
                if (message.pastPeerKeys != null && $Object.hasOwnProperty.call(message, "pastPeerKeys") && message.pastPeerKeys.length)
                    writer.uint32(/* id 11, wireType 2 =*/90).bytes(message.pastPeerKeys);
                if (message.skipped != null && message.skipped.length)
                    for (let i = 0; i < message.skipped.length; ++i)
                        $root.parley.v1.SkippedChain.encode(message.skipped[i], writer.uint32(/* id 12, wireType 2 =*/98).fork(), _depth + 1).ldelim();
                if (message.kem != null && $Object.hasOwnProperty.call(message, "kem"))
                    $root.parley.v1.KemExchangeState.encode(message.kem, writer.uint32(/* id 13, wireType 2 =*/106).fork(), _depth + 1).ldelim();
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a RatchetState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.RatchetState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.RatchetState & parley.v1.RatchetState.$Shape} RatchetState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            RatchetState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.RatchetState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.associatedData = value;
                            else
                                delete message.associatedData;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.rootKey = value;
                            else
                                delete message.rootKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.selfPublicKey = value;
                            else
                                delete message.selfPublicKey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.selfPrivateKey = value;
                            else
                                delete message.selfPrivateKey;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.peerKey = value;
                            else
                                delete message.peerKey;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.sendChain = value;
                            else
                                delete message.sendChain;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.receiveChain = value;
                            else
                                delete message.receiveChain;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.sent = value;
                            else
                                delete message.sent;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.received = value;
                            else
                                delete message.received;
                            continue;
                        }
                    case 10: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.previouslySent = value;
                            else
                                delete message.previouslySent;
                            continue;
                        }
                    case 11: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.pastPeerKeys = value;
                            else
                                delete message.pastPeerKeys;
                            continue;
                        }
                    case 12: {
                            if (wireType !== 2)
                                break;
                            if (!(message.skipped && message.skipped.length))
                                message.skipped = [];
                            message.skipped.push($root.parley.v1.SkippedChain.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 13: {
                            if (wireType !== 2)
                                break;
                            message.kem = $root.parley.v1.KemExchangeState.decode(reader, reader.size(), $undefined, _depth + 1, message.kem);
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for RatchetState
             * @function getTypeUrl
             * @memberof parley.v1.RatchetState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            RatchetState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.RatchetState";
            };

            return RatchetState;
        })();

        v1.KemExchangeState = (function() {

            /**
             * Properties of a KemExchangeState.
             * @typedef {Object} parley.v1.KemExchangeState.$Properties
             * @property {number|null} [completed] KemExchangeState completed
             * @property {number|null} [sinceMs] KemExchangeState sinceMs
             * @property {number|null} [messages] KemExchangeState messages
             * @property {boolean|null} [isOfferer] KemExchangeState isOfferer
             * @property {boolean|null} [isMixed] KemExchangeState isMixed
             * @property {Uint8Array|null} [seed] KemExchangeState seed
             * @property {Uint8Array|null} [ciphertext] KemExchangeState ciphertext
             * @property {Uint8Array|null} [secret] KemExchangeState secret
             * @property {number|null} [shown] KemExchangeState shown
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a KemExchangeState.
             * @memberof parley.v1
             * @interface IKemExchangeState
             * @augments parley.v1.KemExchangeState.$Properties
             * @deprecated Use parley.v1.KemExchangeState.$Properties instead.
             */

            /**
             * Shape of a KemExchangeState.
             * @typedef {parley.v1.KemExchangeState.$Properties} parley.v1.KemExchangeState.$Shape
             */

            /**
             * Constructs a new KemExchangeState.
             * @memberof parley.v1
             * @classdesc Represents a KemExchangeState.
             * @constructor
             * @param {parley.v1.KemExchangeState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const KemExchangeState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * KemExchangeState completed.
             * @member {number} completed
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.completed = 0;

            /**
             * KemExchangeState sinceMs.
             * @member {number} sinceMs
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.sinceMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * KemExchangeState messages.
             * @member {number} messages
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.messages = 0;

            /**
             * KemExchangeState isOfferer.
             * @member {boolean} isOfferer
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.isOfferer = false;

            /**
             * KemExchangeState isMixed.
             * @member {boolean} isMixed
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.isMixed = false;

            /**
             * KemExchangeState seed.
             * @member {Uint8Array} seed
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.seed = $util.newBuffer([]);

            /**
             * KemExchangeState ciphertext.
             * @member {Uint8Array} ciphertext
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.ciphertext = $util.newBuffer([]);

            /**
             * KemExchangeState secret.
             * @member {Uint8Array} secret
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.secret = $util.newBuffer([]);

            /**
             * KemExchangeState shown.
             * @member {number} shown
             * @memberof parley.v1.KemExchangeState
             * @instance
             */
            KemExchangeState.prototype.shown = 0;

            /**
             * Encodes the specified KemExchangeState message. Does not implicitly {@link parley.v1.KemExchangeState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.KemExchangeState
             * @static
             * @param {parley.v1.KemExchangeState.$Properties} message KemExchangeState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            KemExchangeState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.completed != null && $Object.hasOwnProperty.call(message, "completed") && message.completed !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.completed);
                if (message.sinceMs != null && $Object.hasOwnProperty.call(message, "sinceMs") && (typeof message.sinceMs === "object" ? message.sinceMs.low || message.sinceMs.high : message.sinceMs !== 0))
                    writer.uint32(/* id 2, wireType 0 =*/16).uint64(message.sinceMs);
                if (message.messages != null && $Object.hasOwnProperty.call(message, "messages") && message.messages !== 0)
                    writer.uint32(/* id 3, wireType 0 =*/24).uint32(message.messages);
                if (message.isOfferer != null && $Object.hasOwnProperty.call(message, "isOfferer") && message.isOfferer !== false)
                    writer.uint32(/* id 4, wireType 0 =*/32).bool(message.isOfferer);
                if (message.isMixed != null && $Object.hasOwnProperty.call(message, "isMixed") && message.isMixed !== false)
                    writer.uint32(/* id 5, wireType 0 =*/40).bool(message.isMixed);
                if (message.seed != null && $Object.hasOwnProperty.call(message, "seed") && message.seed.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.seed);
                if (message.ciphertext != null && $Object.hasOwnProperty.call(message, "ciphertext") && message.ciphertext.length)
                    writer.uint32(/* id 7, wireType 2 =*/58).bytes(message.ciphertext);
                if (message.secret != null && $Object.hasOwnProperty.call(message, "secret") && message.secret.length)
                    writer.uint32(/* id 8, wireType 2 =*/66).bytes(message.secret);
                if (message.shown != null && $Object.hasOwnProperty.call(message, "shown") && message.shown !== 0)
                    writer.uint32(/* id 9, wireType 0 =*/72).uint32(message.shown);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a KemExchangeState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.KemExchangeState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.KemExchangeState & parley.v1.KemExchangeState.$Shape} KemExchangeState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            KemExchangeState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.KemExchangeState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.completed = value;
                            else
                                delete message.completed;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.sinceMs = value;
                            else
                                delete message.sinceMs;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.messages = value;
                            else
                                delete message.messages;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isOfferer = value;
                            else
                                delete message.isOfferer;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isMixed = value;
                            else
                                delete message.isMixed;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.seed = value;
                            else
                                delete message.seed;
                            continue;
                        }
                    case 7: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ciphertext = value;
                            else
                                delete message.ciphertext;
                            continue;
                        }
                    case 8: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.secret = value;
                            else
                                delete message.secret;
                            continue;
                        }
                    case 9: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.shown = value;
                            else
                                delete message.shown;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for KemExchangeState
             * @function getTypeUrl
             * @memberof parley.v1.KemExchangeState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            KemExchangeState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.KemExchangeState";
            };

            return KemExchangeState;
        })();

        v1.SkippedChain = (function() {

            /**
             * Properties of a SkippedChain.
             * @typedef {Object} parley.v1.SkippedChain.$Properties
             * @property {Uint8Array|null} [ratchetKey] SkippedChain ratchetKey
             * @property {Uint8Array|null} [keys] SkippedChain keys
             * @property {boolean|null} [isIncomplete] SkippedChain isIncomplete
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SkippedChain.
             * @memberof parley.v1
             * @interface ISkippedChain
             * @augments parley.v1.SkippedChain.$Properties
             * @deprecated Use parley.v1.SkippedChain.$Properties instead.
             */

            /**
             * Shape of a SkippedChain.
             * @typedef {parley.v1.SkippedChain.$Properties} parley.v1.SkippedChain.$Shape
             */

            /**
             * Constructs a new SkippedChain.
             * @memberof parley.v1
             * @classdesc Represents a SkippedChain.
             * @constructor
             * @param {parley.v1.SkippedChain.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SkippedChain = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SkippedChain ratchetKey.
             * @member {Uint8Array} ratchetKey
             * @memberof parley.v1.SkippedChain
             * @instance
             */
            SkippedChain.prototype.ratchetKey = $util.newBuffer([]);

            /**
             * SkippedChain keys.
             * @member {Uint8Array} keys
             * @memberof parley.v1.SkippedChain
             * @instance
             */
            SkippedChain.prototype.keys = $util.newBuffer([]);

            /**
             * SkippedChain isIncomplete.
             * @member {boolean} isIncomplete
             * @memberof parley.v1.SkippedChain
             * @instance
             */
            SkippedChain.prototype.isIncomplete = false;

            /**
             * Encodes the specified SkippedChain message. Does not implicitly {@link parley.v1.SkippedChain.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SkippedChain
             * @static
             * @param {parley.v1.SkippedChain.$Properties} message SkippedChain message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SkippedChain.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.ratchetKey != null && $Object.hasOwnProperty.call(message, "ratchetKey") && message.ratchetKey.length)
                    writer.uint32(/* id 1, wireType 2 =*/10).bytes(message.ratchetKey);
                if (message.keys != null && $Object.hasOwnProperty.call(message, "keys") && message.keys.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.keys);
                if (message.isIncomplete != null && $Object.hasOwnProperty.call(message, "isIncomplete") && message.isIncomplete !== false)
                    writer.uint32(/* id 3, wireType 0 =*/24).bool(message.isIncomplete);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SkippedChain message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SkippedChain
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SkippedChain & parley.v1.SkippedChain.$Shape} SkippedChain
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SkippedChain.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SkippedChain();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.ratchetKey = value;
                            else
                                delete message.ratchetKey;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.keys = value;
                            else
                                delete message.keys;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.bool())
                                message.isIncomplete = value;
                            else
                                delete message.isIncomplete;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SkippedChain
             * @function getTypeUrl
             * @memberof parley.v1.SkippedChain
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SkippedChain.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SkippedChain";
            };

            return SkippedChain;
        })();

        v1.PrekeyState = (function() {

            /**
             * Properties of a PrekeyState.
             * @typedef {Object} parley.v1.PrekeyState.$Properties
             * @property {Array.<parley.v1.SignedPrekeyState.$Properties>|null} [signed] PrekeyState signed
             * @property {Array.<parley.v1.OneTimePrekeyState.$Properties>|null} [offered] PrekeyState offered
             * @property {Array.<parley.v1.OneTimePrekeyState.$Properties>|null} [fresh] PrekeyState fresh
             * @property {number|null} [nextId] PrekeyState nextId
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a PrekeyState.
             * @memberof parley.v1
             * @interface IPrekeyState
             * @augments parley.v1.PrekeyState.$Properties
             * @deprecated Use parley.v1.PrekeyState.$Properties instead.
             */

            /**
             * Shape of a PrekeyState.
             * @typedef {parley.v1.PrekeyState.$Properties} parley.v1.PrekeyState.$Shape
             */

            /**
             * Constructs a new PrekeyState.
             * @memberof parley.v1
             * @classdesc Represents a PrekeyState.
             * @constructor
             * @param {parley.v1.PrekeyState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const PrekeyState = function (properties) {
                this.signed = [];
                this.offered = [];
                this.fresh = [];
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * PrekeyState signed.
             * @member {Array.<parley.v1.SignedPrekeyState.$Properties>} signed
             * @memberof parley.v1.PrekeyState
             * @instance
             */
            PrekeyState.prototype.signed = $util.emptyArray;

            /**
             * PrekeyState offered.
             * @member {Array.<parley.v1.OneTimePrekeyState.$Properties>} offered
             * @memberof parley.v1.PrekeyState
             * @instance
             */
            PrekeyState.prototype.offered = $util.emptyArray;

            /**
             * PrekeyState fresh.
             * @member {Array.<parley.v1.OneTimePrekeyState.$Properties>} fresh
             * @memberof parley.v1.PrekeyState
             * @instance
             */
            PrekeyState.prototype.fresh = $util.emptyArray;

            /**
             * PrekeyState nextId.
             * @member {number} nextId
             * @memberof parley.v1.PrekeyState
             * @instance
             */
            PrekeyState.prototype.nextId = 0;

            /**
             * Encodes the specified PrekeyState message. Does not implicitly {@link parley.v1.PrekeyState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.PrekeyState
             * @static
             * @param {parley.v1.PrekeyState.$Properties} message PrekeyState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            PrekeyState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.signed != null && message.signed.length)
                    for (let i = 0; i < message.signed.length; ++i)
                        $root.parley.v1.SignedPrekeyState.encode(message.signed[i], writer.uint32(/* id 1, wireType 2 =*/10).fork(), _depth + 1).ldelim();
                if (message.offered != null && message.offered.length)
                    for (let i = 0; i < message.offered.length; ++i)
                        $root.parley.v1.OneTimePrekeyState.encode(message.offered[i], writer.uint32(/* id 2, wireType 2 =*/18).fork(), _depth + 1).ldelim();
                if (message.fresh != null && message.fresh.length)
                    for (let i = 0; i < message.fresh.length; ++i)
                        $root.parley.v1.OneTimePrekeyState.encode(message.fresh[i], writer.uint32(/* id 3, wireType 2 =*/26).fork(), _depth + 1).ldelim();
                if (message.nextId != null && $Object.hasOwnProperty.call(message, "nextId") && message.nextId !== 0)
                    writer.uint32(/* id 4, wireType 0 =*/32).uint32(message.nextId);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a PrekeyState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.PrekeyState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyState & parley.v1.PrekeyState.$Shape} PrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            PrekeyState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.PrekeyState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 2)
                                break;
                            if (!(message.signed && message.signed.length))
                                message.signed = [];
                            message.signed.push($root.parley.v1.SignedPrekeyState.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if (!(message.offered && message.offered.length))
                                message.offered = [];
                            message.offered.push($root.parley.v1.OneTimePrekeyState.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if (!(message.fresh && message.fresh.length))
                                message.fresh = [];
                            message.fresh.push($root.parley.v1.OneTimePrekeyState.decode(reader, reader.size(), $undefined, _depth + 1));
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.nextId = value;
                            else
                                delete message.nextId;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for PrekeyState
             * @function getTypeUrl
             * @memberof parley.v1.PrekeyState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            PrekeyState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.PrekeyState";
            };

            return PrekeyState;
        })();

        v1.SignedPrekeyState = (function() {

            /**
             * Properties of a SignedPrekeyState.
             * @typedef {Object} parley.v1.SignedPrekeyState.$Properties
             * @property {number|null} [id] SignedPrekeyState id
             * @property {Uint8Array|null} [publicKey] SignedPrekeyState publicKey
             * @property {Uint8Array|null} [privateKey] SignedPrekeyState privateKey
             * @property {number|null} [createdMs] SignedPrekeyState createdMs
             * @property {number|null} [replacedMs] SignedPrekeyState replacedMs
             * @property {Uint8Array|null} [kemSeed] SignedPrekeyState kemSeed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a SignedPrekeyState.
             * @memberof parley.v1
             * @interface ISignedPrekeyState
             * @augments parley.v1.SignedPrekeyState.$Properties
             * @deprecated Use parley.v1.SignedPrekeyState.$Properties instead.
             */

            /**
             * Shape of a SignedPrekeyState.
             * @typedef {parley.v1.SignedPrekeyState.$Properties} parley.v1.SignedPrekeyState.$Shape
             */

            /**
             * Constructs a new SignedPrekeyState.
             * @memberof parley.v1
             * @classdesc Represents a SignedPrekeyState.
             * @constructor
             * @param {parley.v1.SignedPrekeyState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const SignedPrekeyState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * SignedPrekeyState id.
             * @member {number} id
             * @memberof parley.v1.SignedPrekeyState
             * @instance
             */
            SignedPrekeyState.prototype.id = 0;

            /**
             * SignedPrekeyState publicKey.
             * @member {Uint8Array} publicKey
             * @memberof parley.v1.SignedPrekeyState
             * @instance
             */
            SignedPrekeyState.prototype.publicKey = $util.newBuffer([]);

            /**
             * SignedPrekeyState privateKey.
             * @member {Uint8Array} privateKey
             * @memberof parley.v1.SignedPrekeyState
             * @instance
             */
            SignedPrekeyState.prototype.privateKey = $util.newBuffer([]);

            /**
             * SignedPrekeyState createdMs.
             * @member {number} createdMs
             * @memberof parley.v1.SignedPrekeyState
             * @instance
             */
            SignedPrekeyState.prototype.createdMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SignedPrekeyState replacedMs.
             * @member {number} replacedMs
             * @memberof parley.v1.SignedPrekeyState
             * @instance
             */
            SignedPrekeyState.prototype.replacedMs = $util.Long ? $util.Long.fromBits(0,0,true) : 0;

            /**
             * SignedPrekeyState kemSeed.
             * @member {Uint8Array} kemSeed
             * @memberof parley.v1.SignedPrekeyState
             * @instance
             */
            SignedPrekeyState.prototype.kemSeed = $util.newBuffer([]);

            /**
             * Encodes the specified SignedPrekeyState message. Does not implicitly {@link parley.v1.SignedPrekeyState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.SignedPrekeyState
             * @static
             * @param {parley.v1.SignedPrekeyState.$Properties} message SignedPrekeyState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            SignedPrekeyState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.publicKey);
                if (message.privateKey != null && $Object.hasOwnProperty.call(message, "privateKey") && message.privateKey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.privateKey);
                if (message.createdMs != null && $Object.hasOwnProperty.call(message, "createdMs") && (typeof message.createdMs === "object" ? message.createdMs.low || message.createdMs.high : message.createdMs !== 0))
                    writer.uint32(/* id 4, wireType 0 =*/32).uint64(message.createdMs);
                if (message.replacedMs != null && $Object.hasOwnProperty.call(message, "replacedMs") && (typeof message.replacedMs === "object" ? message.replacedMs.low || message.replacedMs.high : message.replacedMs !== 0))
                    writer.uint32(/* id 5, wireType 0 =*/40).uint64(message.replacedMs);
                if (message.kemSeed != null && $Object.hasOwnProperty.call(message, "kemSeed") && message.kemSeed.length)
                    writer.uint32(/* id 6, wireType 2 =*/50).bytes(message.kemSeed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a SignedPrekeyState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.SignedPrekeyState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.SignedPrekeyState & parley.v1.SignedPrekeyState.$Shape} SignedPrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            SignedPrekeyState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.SignedPrekeyState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.privateKey = value;
                            else
                                delete message.privateKey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.createdMs = value;
                            else
                                delete message.createdMs;
                            continue;
                        }
                    case 5: {
                            if (wireType !== 0)
                                break;
                            if (typeof (value = reader.uint64()) === "object" ? value.low || value.high : value !== 0)
                                message.replacedMs = value;
                            else
                                delete message.replacedMs;
                            continue;
                        }
                    case 6: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kemSeed = value;
                            else
                                delete message.kemSeed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for SignedPrekeyState
             * @function getTypeUrl
             * @memberof parley.v1.SignedPrekeyState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            SignedPrekeyState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.SignedPrekeyState";
            };

            return SignedPrekeyState;
        })();

        v1.OneTimePrekeyState = (function() {

            /**
             * Properties of a OneTimePrekeyState.
             * @typedef {Object} parley.v1.OneTimePrekeyState.$Properties
             * @property {number|null} [id] OneTimePrekeyState id
             * @property {Uint8Array|null} [publicKey] OneTimePrekeyState publicKey
             * @property {Uint8Array|null} [privateKey] OneTimePrekeyState privateKey
             * @property {Uint8Array|null} [kemSeed] OneTimePrekeyState kemSeed
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */

            /**
             * Properties of a OneTimePrekeyState.
             * @memberof parley.v1
             * @interface IOneTimePrekeyState
             * @augments parley.v1.OneTimePrekeyState.$Properties
             * @deprecated Use parley.v1.OneTimePrekeyState.$Properties instead.
             */

            /**
             * Shape of a OneTimePrekeyState.
             * @typedef {parley.v1.OneTimePrekeyState.$Properties} parley.v1.OneTimePrekeyState.$Shape
             */

            /**
             * Constructs a new OneTimePrekeyState.
             * @memberof parley.v1
             * @classdesc Represents a OneTimePrekeyState.
             * @constructor
             * @param {parley.v1.OneTimePrekeyState.$Properties=} [properties] Properties to set
             * @property {Array.<Uint8Array>} [$unknowns] Unknown fields preserved while decoding when enabled
             */
            const OneTimePrekeyState = function (properties) {
                if (properties)
                    for (let keys = $Object.keys(properties), i = 0; i < keys.length; ++i)
                        if (properties[keys[i]] != null && keys[i] !== "__proto__")
                            this[keys[i]] = properties[keys[i]];
            };

            /**
             * OneTimePrekeyState id.
             * @member {number} id
             * @memberof parley.v1.OneTimePrekeyState
             * @instance
             */
            OneTimePrekeyState.prototype.id = 0;

            /**
             * OneTimePrekeyState publicKey.
             * @member {Uint8Array} publicKey
             * @memberof parley.v1.OneTimePrekeyState
             * @instance
             */
            OneTimePrekeyState.prototype.publicKey = $util.newBuffer([]);

            /**
             * OneTimePrekeyState privateKey.
             * @member {Uint8Array} privateKey
             * @memberof parley.v1.OneTimePrekeyState
             * @instance
             */
            OneTimePrekeyState.prototype.privateKey = $util.newBuffer([]);

            /**
             * OneTimePrekeyState kemSeed.
             * @member {Uint8Array} kemSeed
             * @memberof parley.v1.OneTimePrekeyState
             * @instance
             */
            OneTimePrekeyState.prototype.kemSeed = $util.newBuffer([]);

            /**
             * Encodes the specified OneTimePrekeyState message. Does not implicitly {@link parley.v1.OneTimePrekeyState.verify|verify} messages.
             * @function encode
             * @memberof parley.v1.OneTimePrekeyState
             * @static
             * @param {parley.v1.OneTimePrekeyState.$Properties} message OneTimePrekeyState message or plain object to encode
             * @param {$protobuf.Writer} [writer] Writer to encode to
             * @returns {$protobuf.Writer} Writer
             */
            OneTimePrekeyState.encode = function (message, writer, _depth) {
                if (!writer)
                    writer = $Writer.create();
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $util.recursionLimit)
                    throw $Error("max depth exceeded");
                if (message.id != null && $Object.hasOwnProperty.call(message, "id") && message.id !== 0)
                    writer.uint32(/* id 1, wireType 0 =*/8).uint32(message.id);
                if (message.publicKey != null && $Object.hasOwnProperty.call(message, "publicKey") && message.publicKey.length)
                    writer.uint32(/* id 2, wireType 2 =*/18).bytes(message.publicKey);
                if (message.privateKey != null && $Object.hasOwnProperty.call(message, "privateKey") && message.privateKey.length)
                    writer.uint32(/* id 3, wireType 2 =*/26).bytes(message.privateKey);
                if (message.kemSeed != null && $Object.hasOwnProperty.call(message, "kemSeed") && message.kemSeed.length)
                    writer.uint32(/* id 4, wireType 2 =*/34).bytes(message.kemSeed);
                if (message.$unknowns != null && $Object.hasOwnProperty.call(message, "$unknowns"))
                    for (let i = 0; i < message.$unknowns.length; ++i)
                        writer.raw(message.$unknowns[i]);
                return writer;
            };

            /**
             * Decodes a OneTimePrekeyState message from the specified reader or buffer.
             * @function decode
             * @memberof parley.v1.OneTimePrekeyState
             * @static
             * @param {$protobuf.Reader|Uint8Array} reader Reader or buffer to decode from
             * @param {number} [length] Message length if known beforehand
             * @returns {parley.v1.OneTimePrekeyState & parley.v1.OneTimePrekeyState.$Shape} OneTimePrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            OneTimePrekeyState.decode = function (reader, length, _end, _depth, _target) {
                if (!(reader instanceof $Reader))
                    reader = $Reader.create(reader);
                if (_depth === $undefined)
                    _depth = 0;
                if (_depth > $Reader.recursionLimit)
                    throw $Error("max depth exceeded");
                let end, message, value;
                if (length === $undefined)
                    end = reader.len;
                else {
                    end = reader.pos + length;
                    if (end > reader.len)
                        throw $RangeError("index out of range");
                    length = reader.len;
                    reader.len = end;
                }
                message = _target || new $root.parley.v1.OneTimePrekeyState();
                while (reader.pos < end) {
                    let start = reader.pos;
                    let tag = reader.tag();
                    if (tag === _end) {
                        _end = $undefined;
                        break;
                    }
                    let wireType = tag & 7;
                    switch (tag >>>= 3) {
                    case 1: {
                            if (wireType !== 0)
                                break;
                            if (value = reader.uint32())
                                message.id = value;
                            else
                                delete message.id;
                            continue;
                        }
                    case 2: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.publicKey = value;
                            else
                                delete message.publicKey;
                            continue;
                        }
                    case 3: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.privateKey = value;
                            else
                                delete message.privateKey;
                            continue;
                        }
                    case 4: {
                            if (wireType !== 2)
                                break;
                            if ((value = reader.bytes()).length)
                                message.kemSeed = value;
                            else
                                delete message.kemSeed;
                            continue;
                        }
                    }
                    reader.skipType(wireType, _depth, tag);
                    if (!reader.discardUnknown) {
                        $util.makeProp(message, "$unknowns", false);
                        (message.$unknowns || (message.$unknowns = [])).push(reader.raw(start, reader.pos));
                    }
                }
                if (length !== $undefined) {
                    if (reader.pos !== end)
                        throw $RangeError("index out of range");
                    reader.len = length;
                }
                if (_end !== $undefined)
                    throw $Error("missing end group");
                return message;
            };

            /**
             * Gets the type url for OneTimePrekeyState
             * @function getTypeUrl
             * @memberof parley.v1.OneTimePrekeyState
             * @static
             * @param {string} [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns {string} The type url
             */
            OneTimePrekeyState.getTypeUrl = function(prefix) {
                if (prefix === $undefined)
                    prefix = "type.googleapis.com";
                return prefix + "/parley.v1.OneTimePrekeyState";
            };

            return OneTimePrekeyState;
        })();

        return v1;
    })();

    return parley;
})();

export {
  $root as default
};
