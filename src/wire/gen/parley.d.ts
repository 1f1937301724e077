import * as $protobuf from "protobufjs";
import Long = require("long");

/** Namespace parley. */
export namespace parley {

    /** Namespace v1. */
    namespace v1 {

        /**
         * Properties of an Envelope.
         * @deprecated Use parley.v1.Envelope.$Properties instead.
         */
        interface IEnvelope extends parley.v1.Envelope.$Properties {
        }

        /** Represents an Envelope. */
        class Envelope {

            /**
             * Constructs a new Envelope.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Envelope.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Envelope id. */
            id: Uint8Array;

            /** Envelope from. */
            from: string;

            /** Envelope to. */
            to: string;

            /** Envelope createdMs. */
            createdMs: number;

            /** Envelope expiresMs. */
            expiresMs: number;

            /** Envelope traceparent. */
            traceparent: string;

            /** Envelope hello. */
            hello?: (parley.v1.Hello.$Properties|null);

            /** Envelope message. */
            message?: (parley.v1.Message.$Properties|null);

            /** Envelope request. */
            request?: (parley.v1.ExchangeRequest.$Properties|null);

            /** Envelope response. */
            response?: (parley.v1.ExchangeResponse.$Properties|null);

            /** Envelope chunk. */
            chunk?: (parley.v1.ExchangeChunk.$Properties|null);

            /** Envelope end. */
            end?: (parley.v1.ExchangeEnd.$Properties|null);

            /** Envelope part. */
            part?: (parley.v1.Part.$Properties|null);

            /** Envelope withdrawn. */
            withdrawn?: (parley.v1.Withdrawn.$Properties|null);

            /** Envelope body. */
            body?: ("hello"|"message"|"request"|"response"|"chunk"|"end"|"part"|"withdrawn");

            /**
             * Encodes the specified Envelope message. Does not implicitly {@link parley.v1.Envelope.verify|verify} messages.
             * @param message Envelope message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Envelope.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Envelope message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Envelope & parley.v1.Envelope.$Shape} Envelope
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Envelope & parley.v1.Envelope.$Shape;

            /**
             * Gets the type url for Envelope
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Envelope {

            /** Properties of an Envelope. */
            interface $Properties {

                /** Envelope id */
                id?: (Uint8Array|null);

                /** Envelope from */
                from?: (string|null);

                /** Envelope to */
                to?: (string|null);

                /** Envelope createdMs */
                createdMs?: (number|null);

                /** Envelope expiresMs */
                expiresMs?: (number|null);

                /** Envelope traceparent */
                traceparent?: (string|null);

                /** Envelope hello */
                hello?: (parley.v1.Hello.$Properties|null);

                /** Envelope message */
                message?: (parley.v1.Message.$Properties|null);

                /** Envelope request */
                request?: (parley.v1.ExchangeRequest.$Properties|null);

                /** Envelope response */
                response?: (parley.v1.ExchangeResponse.$Properties|null);

                /** Envelope chunk */
                chunk?: (parley.v1.ExchangeChunk.$Properties|null);

                /** Envelope end */
                end?: (parley.v1.ExchangeEnd.$Properties|null);

                /** Envelope part */
                part?: (parley.v1.Part.$Properties|null);

                /** Envelope withdrawn */
                withdrawn?: (parley.v1.Withdrawn.$Properties|null);

                /** Envelope body */
                body?: ("hello"|"message"|"request"|"response"|"chunk"|"end"|"part"|"withdrawn");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an Envelope. */
            type $Shape = {
              id?: Uint8Array|null;
              from?: string|null;
              to?: string|null;
              createdMs?: number|null;
              expiresMs?: number|null;
              traceparent?: string|null;
              hello?: parley.v1.Hello.$Shape|null;
              message?: parley.v1.Message.$Shape|null;
              request?: parley.v1.ExchangeRequest.$Shape|null;
              response?: parley.v1.ExchangeResponse.$Shape|null;
              chunk?: parley.v1.ExchangeChunk.$Shape|null;
              end?: parley.v1.ExchangeEnd.$Shape|null;
              part?: parley.v1.Part.$Shape|null;
              withdrawn?: parley.v1.Withdrawn.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "hello"; hello: parley.v1.Hello.$Shape; message?: null; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "message"; hello?: null; message: parley.v1.Message.$Shape; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "request"; hello?: null; message?: null; request: parley.v1.ExchangeRequest.$Shape; response?: null; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "response"; hello?: null; message?: null; request?: null; response: parley.v1.ExchangeResponse.$Shape; chunk?: null; end?: null; part?: null; withdrawn?: null }|{ body?: "chunk"; hello?: null; message?: null; request?: null; response?: null; chunk: parley.v1.ExchangeChunk.$Shape; end?: null; part?: null; withdrawn?: null }|{ body?: "end"; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end: parley.v1.ExchangeEnd.$Shape; part?: null; withdrawn?: null }|{ body?: "part"; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end?: null; part: parley.v1.Part.$Shape; withdrawn?: null }|{ body?: "withdrawn"; hello?: null; message?: null; request?: null; response?: null; chunk?: null; end?: null; part?: null; withdrawn: parley.v1.Withdrawn.$Shape })
            );
        }

        /**
         * Properties of a Hello.
         * @deprecated Use parley.v1.Hello.$Properties instead.
         */
        interface IHello extends parley.v1.Hello.$Properties {
        }

        /** Represents a Hello. */
        class Hello {

            /**
             * Constructs a new Hello.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Hello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified Hello message. Does not implicitly {@link parley.v1.Hello.verify|verify} messages.
             * @param message Hello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Hello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Hello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Hello & parley.v1.Hello.$Shape} Hello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Hello & parley.v1.Hello.$Shape;

            /**
             * Gets the type url for Hello
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Hello {

            /** Properties of a Hello. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Hello. */
            type $Shape = parley.v1.Hello.$Properties;
        }

        /**
         * Properties of a Message.
         * @deprecated Use parley.v1.Message.$Properties instead.
         */
        interface IMessage extends parley.v1.Message.$Properties {
        }

        /** Represents a Message. */
        class Message {

            /**
             * Constructs a new Message.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Message.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Message topic. */
            topic: string;

            /** Message contentType. */
            contentType: string;

            /** Message body. */
            body: Uint8Array;

            /** Message replyTo. */
            replyTo: Uint8Array;

            /** Message whole. */
            whole?: (parley.v1.Whole.$Properties|null);

            /** Message agent. */
            agent: string;

            /**
             * Encodes the specified Message message. Does not implicitly {@link parley.v1.Message.verify|verify} messages.
             * @param message Message message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Message.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Message message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Message & parley.v1.Message.$Shape} Message
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Message & parley.v1.Message.$Shape;

            /**
             * Gets the type url for Message
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Message {

            /** Properties of a Message. */
            interface $Properties {

                /** Message topic */
                topic?: (string|null);

                /** Message contentType */
                contentType?: (string|null);

                /** Message body */
                body?: (Uint8Array|null);

                /** Message replyTo */
                replyTo?: (Uint8Array|null);

                /** Message whole */
                whole?: (parley.v1.Whole.$Properties|null);

                /** Message agent */
                agent?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Message. */
            type $Shape = parley.v1.Message.$Properties;
        }

        /**
         * Properties of a Whole.
         * @deprecated Use parley.v1.Whole.$Properties instead.
         */
        interface IWhole extends parley.v1.Whole.$Properties {
        }

        /** Represents a Whole. */
        class Whole {

            /**
             * Constructs a new Whole.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Whole.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Whole parts. */
            parts: number;

            /** Whole size. */
            size: number;

            /** Whole digest. */
            digest: Uint8Array;

            /**
             * Encodes the specified Whole message. Does not implicitly {@link parley.v1.Whole.verify|verify} messages.
             * @param message Whole message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Whole.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Whole message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Whole & parley.v1.Whole.$Shape} Whole
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Whole & parley.v1.Whole.$Shape;

            /**
             * Gets the type url for Whole
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Whole {

            /** Properties of a Whole. */
            interface $Properties {

                /** Whole parts */
                parts?: (number|null);

                /** Whole size */
                size?: (number|null);

                /** Whole digest */
                digest?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Whole. */
            type $Shape = parley.v1.Whole.$Properties;
        }

        /**
         * Properties of a Part.
         * @deprecated Use parley.v1.Part.$Properties instead.
         */
        interface IPart extends parley.v1.Part.$Properties {
        }

        /** Represents a Part. */
        class Part {

            /**
             * Constructs a new Part.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Part.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Part of. */
            of: Uint8Array;

            /** Part index. */
            index: number;

            /** Part body. */
            body: Uint8Array;

            /**
             * Encodes the specified Part message. Does not implicitly {@link parley.v1.Part.verify|verify} messages.
             * @param message Part message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Part.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Part message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Part & parley.v1.Part.$Shape} Part
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Part & parley.v1.Part.$Shape;

            /**
             * Gets the type url for Part
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Part {

            /** Properties of a Part. */
            interface $Properties {

                /** Part of */
                of?: (Uint8Array|null);

                /** Part index */
                index?: (number|null);

                /** Part body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Part. */
            type $Shape = parley.v1.Part.$Properties;
        }

        /**
         * Properties of a Withdrawn.
         * @deprecated Use parley.v1.Withdrawn.$Properties instead.
         */
        interface IWithdrawn extends parley.v1.Withdrawn.$Properties {
        }

        /** Represents a Withdrawn. */
        class Withdrawn {

            /**
             * Constructs a new Withdrawn.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Withdrawn.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Withdrawn message. */
            message: Uint8Array;

            /**
             * Encodes the specified Withdrawn message. Does not implicitly {@link parley.v1.Withdrawn.verify|verify} messages.
             * @param message Withdrawn message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Withdrawn.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Withdrawn message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Withdrawn & parley.v1.Withdrawn.$Shape} Withdrawn
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Withdrawn & parley.v1.Withdrawn.$Shape;

            /**
             * Gets the type url for Withdrawn
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Withdrawn {

            /** Properties of a Withdrawn. */
            interface $Properties {

                /** Withdrawn message */
                message?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Withdrawn. */
            type $Shape = parley.v1.Withdrawn.$Properties;
        }

        /**
         * Properties of a Header.
         * @deprecated Use parley.v1.Header.$Properties instead.
         */
        interface IHeader extends parley.v1.Header.$Properties {
        }

        /** Represents a Header. */
        class Header {

            /**
             * Constructs a new Header.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Header.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Header name. */
            name: string;

            /** Header value. */
            value: string;

            /**
             * Encodes the specified Header message. Does not implicitly {@link parley.v1.Header.verify|verify} messages.
             * @param message Header message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Header.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Header message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Header & parley.v1.Header.$Shape} Header
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Header & parley.v1.Header.$Shape;

            /**
             * Gets the type url for Header
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Header {

            /** Properties of a Header. */
            interface $Properties {

                /** Header name */
                name?: (string|null);

                /** Header value */
                value?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Header. */
            type $Shape = parley.v1.Header.$Properties;
        }

        /**
         * Properties of an ExchangeRequest.
         * @deprecated Use parley.v1.ExchangeRequest.$Properties instead.
         */
        interface IExchangeRequest extends parley.v1.ExchangeRequest.$Properties {
        }

        /** Represents an ExchangeRequest. */
        class ExchangeRequest {

            /**
             * Constructs a new ExchangeRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.ExchangeRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExchangeRequest protocol. */
            protocol: string;

            /** ExchangeRequest target. */
            target: string;

            /** ExchangeRequest method. */
            method: string;

            /** ExchangeRequest path. */
            path: string;

            /** ExchangeRequest headers. */
            headers: parley.v1.Header.$Properties[];

            /** ExchangeRequest body. */
            body: Uint8Array;

            /**
             * Encodes the specified ExchangeRequest message. Does not implicitly {@link parley.v1.ExchangeRequest.verify|verify} messages.
             * @param message ExchangeRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.ExchangeRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExchangeRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeRequest & parley.v1.ExchangeRequest.$Shape} ExchangeRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.ExchangeRequest & parley.v1.ExchangeRequest.$Shape;

            /**
             * Gets the type url for ExchangeRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ExchangeRequest {

            /** Properties of an ExchangeRequest. */
            interface $Properties {

                /** ExchangeRequest protocol */
                protocol?: (string|null);

                /** ExchangeRequest target */
                target?: (string|null);

                /** ExchangeRequest method */
                method?: (string|null);

                /** ExchangeRequest path */
                path?: (string|null);

                /** ExchangeRequest headers */
                headers?: (parley.v1.Header.$Properties[]|null);

                /** ExchangeRequest body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExchangeRequest. */
            type $Shape = parley.v1.ExchangeRequest.$Properties;
        }

        /**
         * Properties of an ExchangeResponse.
         * @deprecated Use parley.v1.ExchangeResponse.$Properties instead.
         */
        interface IExchangeResponse extends parley.v1.ExchangeResponse.$Properties {
        }

        /** Represents an ExchangeResponse. */
        class ExchangeResponse {

            /**
             * Constructs a new ExchangeResponse.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.ExchangeResponse.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExchangeResponse exchange. */
            exchange: Uint8Array;

            /** ExchangeResponse status. */
            status: number;

            /** ExchangeResponse headers. */
            headers: parley.v1.Header.$Properties[];

            /** ExchangeResponse body. */
            body: Uint8Array;

            /** ExchangeResponse last. */
            last: boolean;

            /**
             * Encodes the specified ExchangeResponse message. Does not implicitly {@link parley.v1.ExchangeResponse.verify|verify} messages.
             * @param message ExchangeResponse message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.ExchangeResponse.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExchangeResponse message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeResponse & parley.v1.ExchangeResponse.$Shape} ExchangeResponse
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.ExchangeResponse & parley.v1.ExchangeResponse.$Shape;

            /**
             * Gets the type url for ExchangeResponse
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ExchangeResponse {

            /** Properties of an ExchangeResponse. */
            interface $Properties {

                /** ExchangeResponse exchange */
                exchange?: (Uint8Array|null);

                /** ExchangeResponse status */
                status?: (number|null);

                /** ExchangeResponse headers */
                headers?: (parley.v1.Header.$Properties[]|null);

                /** ExchangeResponse body */
                body?: (Uint8Array|null);

                /** ExchangeResponse last */
                last?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExchangeResponse. */
            type $Shape = parley.v1.ExchangeResponse.$Properties;
        }

        /**
         * Properties of an ExchangeChunk.
         * @deprecated Use parley.v1.ExchangeChunk.$Properties instead.
         */
        interface IExchangeChunk extends parley.v1.ExchangeChunk.$Properties {
        }

        /** Represents an ExchangeChunk. */
        class ExchangeChunk {

            /**
             * Constructs a new ExchangeChunk.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.ExchangeChunk.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExchangeChunk exchange. */
            exchange: Uint8Array;

            /** ExchangeChunk index. */
            index: number;

            /** ExchangeChunk body. */
            body: Uint8Array;

            /** ExchangeChunk last. */
            last: boolean;

            /**
             * Encodes the specified ExchangeChunk message. Does not implicitly {@link parley.v1.ExchangeChunk.verify|verify} messages.
             * @param message ExchangeChunk message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.ExchangeChunk.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExchangeChunk message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeChunk & parley.v1.ExchangeChunk.$Shape} ExchangeChunk
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.ExchangeChunk & parley.v1.ExchangeChunk.$Shape;

            /**
             * Gets the type url for ExchangeChunk
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ExchangeChunk {

            /** Properties of an ExchangeChunk. */
            interface $Properties {

                /** ExchangeChunk exchange */
                exchange?: (Uint8Array|null);

                /** ExchangeChunk index */
                index?: (number|null);

                /** ExchangeChunk body */
                body?: (Uint8Array|null);

                /** ExchangeChunk last */
                last?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExchangeChunk. */
            type $Shape = parley.v1.ExchangeChunk.$Properties;
        }

        /**
         * Properties of an ExchangeEnd.
         * @deprecated Use parley.v1.ExchangeEnd.$Properties instead.
         */
        interface IExchangeEnd extends parley.v1.ExchangeEnd.$Properties {
        }

        /** Represents an ExchangeEnd. */
        class ExchangeEnd {

            /**
             * Constructs a new ExchangeEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.ExchangeEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ExchangeEnd exchange. */
            exchange: Uint8Array;

            /** ExchangeEnd reason. */
            reason: string;

            /**
             * Encodes the specified ExchangeEnd message. Does not implicitly {@link parley.v1.ExchangeEnd.verify|verify} messages.
             * @param message ExchangeEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.ExchangeEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an ExchangeEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.ExchangeEnd & parley.v1.ExchangeEnd.$Shape} ExchangeEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.ExchangeEnd & parley.v1.ExchangeEnd.$Shape;

            /**
             * Gets the type url for ExchangeEnd
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ExchangeEnd {

            /** Properties of an ExchangeEnd. */
            interface $Properties {

                /** ExchangeEnd exchange */
                exchange?: (Uint8Array|null);

                /** ExchangeEnd reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an ExchangeEnd. */
            type $Shape = parley.v1.ExchangeEnd.$Properties;
        }

        /**
         * Properties of an IatpFrame.
         * @deprecated Use parley.v1.IatpFrame.$Properties instead.
         */
        interface IIatpFrame extends parley.v1.IatpFrame.$Properties {
        }

        /** Represents an IatpFrame. */
        class IatpFrame {

            /**
             * Constructs a new IatpFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpFrame hello. */
            hello?: (parley.v1.IatpHello.$Properties|null);

            /** IatpFrame helloProof. */
            helloProof?: (parley.v1.IatpHelloProof.$Properties|null);

            /** IatpFrame proof. */
            proof?: (parley.v1.IatpProof.$Properties|null);

            /** IatpFrame done. */
            done?: (parley.v1.IatpDone.$Properties|null);

            /** IatpFrame refusal. */
            refusal?: (parley.v1.IatpRefusal.$Properties|null);

            /** IatpFrame body. */
            body?: ("hello"|"helloProof"|"proof"|"done"|"refusal");

            /**
             * Encodes the specified IatpFrame message. Does not implicitly {@link parley.v1.IatpFrame.verify|verify} messages.
             * @param message IatpFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpFrame & parley.v1.IatpFrame.$Shape} IatpFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpFrame & parley.v1.IatpFrame.$Shape;

            /**
             * Gets the type url for IatpFrame
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpFrame {

            /** Properties of an IatpFrame. */
            interface $Properties {

                /** IatpFrame hello */
                hello?: (parley.v1.IatpHello.$Properties|null);

                /** IatpFrame helloProof */
                helloProof?: (parley.v1.IatpHelloProof.$Properties|null);

                /** IatpFrame proof */
                proof?: (parley.v1.IatpProof.$Properties|null);

                /** IatpFrame done */
                done?: (parley.v1.IatpDone.$Properties|null);

                /** IatpFrame refusal */
                refusal?: (parley.v1.IatpRefusal.$Properties|null);

                /** IatpFrame body */
                body?: ("hello"|"helloProof"|"proof"|"done"|"refusal");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of an IatpFrame. */
            type $Shape = {
              hello?: parley.v1.IatpHello.$Shape|null;
              helloProof?: parley.v1.IatpHelloProof.$Shape|null;
              proof?: parley.v1.IatpProof.$Shape|null;
              done?: parley.v1.IatpDone.$Shape|null;
              refusal?: parley.v1.IatpRefusal.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; hello?: null; helloProof?: null; proof?: null; done?: null; refusal?: null }|{ body?: "hello"; hello: parley.v1.IatpHello.$Shape; helloProof?: null; proof?: null; done?: null; refusal?: null }|{ body?: "helloProof"; hello?: null; helloProof: parley.v1.IatpHelloProof.$Shape; proof?: null; done?: null; refusal?: null }|{ body?: "proof"; hello?: null; helloProof?: null; proof: parley.v1.IatpProof.$Shape; done?: null; refusal?: null }|{ body?: "done"; hello?: null; helloProof?: null; proof?: null; done: parley.v1.IatpDone.$Shape; refusal?: null }|{ body?: "refusal"; hello?: null; helloProof?: null; proof?: null; done?: null; refusal: parley.v1.IatpRefusal.$Shape })
            );
        }

        /**
         * Properties of an IatpRequirement.
         * @deprecated Use parley.v1.IatpRequirement.$Properties instead.
         */
        interface IIatpRequirement extends parley.v1.IatpRequirement.$Properties {
        }

        /** Represents an IatpRequirement. */
        class IatpRequirement {

            /**
             * Constructs a new IatpRequirement.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpRequirement.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpRequirement minScore. */
            minScore: number;

            /** IatpRequirement capabilities. */
            capabilities: string[];

            /**
             * Encodes the specified IatpRequirement message. Does not implicitly {@link parley.v1.IatpRequirement.verify|verify} messages.
             * @param message IatpRequirement message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpRequirement.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpRequirement message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpRequirement & parley.v1.IatpRequirement.$Shape} IatpRequirement
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpRequirement & parley.v1.IatpRequirement.$Shape;

            /**
             * Gets the type url for IatpRequirement
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpRequirement {

            /** Properties of an IatpRequirement. */
            interface $Properties {

                /** IatpRequirement minScore */
                minScore?: (number|null);

                /** IatpRequirement capabilities */
                capabilities?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IatpRequirement. */
            type $Shape = parley.v1.IatpRequirement.$Properties;
        }

        /**
         * Properties of an IatpHello.
         * @deprecated Use parley.v1.IatpHello.$Properties instead.
         */
        interface IIatpHello extends parley.v1.IatpHello.$Properties {
        }

        /** Represents an IatpHello. */
        class IatpHello {

            /**
             * Constructs a new IatpHello.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpHello.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpHello version. */
            version: number;

            /** IatpHello nonce. */
            nonce: Uint8Array;

            /** IatpHello timestampMs. */
            timestampMs: number;

            /** IatpHello record. */
            record: Uint8Array;

            /** IatpHello requirement. */
            requirement?: (parley.v1.IatpRequirement.$Properties|null);

            /** IatpHello suites. */
            suites: string[];

            /** IatpHello to. */
            to: string;

            /** IatpHello invitation. */
            invitation?: (parley.v1.InvitationProof.$Properties|null);

            /** IatpHello freshness. */
            freshness: Uint8Array;

            /**
             * Encodes the specified IatpHello message. Does not implicitly {@link parley.v1.IatpHello.verify|verify} messages.
             * @param message IatpHello message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpHello.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpHello message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpHello & parley.v1.IatpHello.$Shape} IatpHello
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpHello & parley.v1.IatpHello.$Shape;

            /**
             * Gets the type url for IatpHello
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpHello {

            /** Properties of an IatpHello. */
            interface $Properties {

                /** IatpHello version */
                version?: (number|null);

                /** IatpHello nonce */
                nonce?: (Uint8Array|null);

                /** IatpHello timestampMs */
                timestampMs?: (number|null);

                /** IatpHello record */
                record?: (Uint8Array|null);

                /** IatpHello requirement */
                requirement?: (parley.v1.IatpRequirement.$Properties|null);

                /** IatpHello suites */
                suites?: (string[]|null);

                /** IatpHello to */
                to?: (string|null);

                /** IatpHello invitation */
                invitation?: (parley.v1.InvitationProof.$Properties|null);

                /** IatpHello freshness */
                freshness?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IatpHello. */
            type $Shape = parley.v1.IatpHello.$Properties;
        }

        /**
         * Properties of an InvitationProof.
         * @deprecated Use parley.v1.InvitationProof.$Properties instead.
         */
        interface IInvitationProof extends parley.v1.InvitationProof.$Properties {
        }

        /** Represents an InvitationProof. */
        class InvitationProof {

            /**
             * Constructs a new InvitationProof.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.InvitationProof.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** InvitationProof id. */
            id: Uint8Array;

            /** InvitationProof mac. */
            mac: Uint8Array;

            /**
             * Encodes the specified InvitationProof message. Does not implicitly {@link parley.v1.InvitationProof.verify|verify} messages.
             * @param message InvitationProof message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.InvitationProof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an InvitationProof message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.InvitationProof & parley.v1.InvitationProof.$Shape} InvitationProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.InvitationProof & parley.v1.InvitationProof.$Shape;

            /**
             * Gets the type url for InvitationProof
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace InvitationProof {

            /** Properties of an InvitationProof. */
            interface $Properties {

                /** InvitationProof id */
                id?: (Uint8Array|null);

                /** InvitationProof mac */
                mac?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an InvitationProof. */
            type $Shape = parley.v1.InvitationProof.$Properties;
        }

        /**
         * Properties of an IatpHelloProof.
         * @deprecated Use parley.v1.IatpHelloProof.$Properties instead.
         */
        interface IIatpHelloProof extends parley.v1.IatpHelloProof.$Properties {
        }

        /** Represents an IatpHelloProof. */
        class IatpHelloProof {

            /**
             * Constructs a new IatpHelloProof.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpHelloProof.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpHelloProof hello. */
            hello?: (parley.v1.IatpHello.$Properties|null);

            /** IatpHelloProof signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified IatpHelloProof message. Does not implicitly {@link parley.v1.IatpHelloProof.verify|verify} messages.
             * @param message IatpHelloProof message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpHelloProof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpHelloProof message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpHelloProof & parley.v1.IatpHelloProof.$Shape} IatpHelloProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpHelloProof & parley.v1.IatpHelloProof.$Shape;

            /**
             * Gets the type url for IatpHelloProof
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpHelloProof {

            /** Properties of an IatpHelloProof. */
            interface $Properties {

                /** IatpHelloProof hello */
                hello?: (parley.v1.IatpHello.$Properties|null);

                /** IatpHelloProof signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IatpHelloProof. */
            type $Shape = parley.v1.IatpHelloProof.$Properties;
        }

        /**
         * Properties of an IatpProof.
         * @deprecated Use parley.v1.IatpProof.$Properties instead.
         */
        interface IIatpProof extends parley.v1.IatpProof.$Properties {
        }

        /** Represents an IatpProof. */
        class IatpProof {

            /**
             * Constructs a new IatpProof.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpProof.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpProof signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified IatpProof message. Does not implicitly {@link parley.v1.IatpProof.verify|verify} messages.
             * @param message IatpProof message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpProof.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpProof message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpProof & parley.v1.IatpProof.$Shape} IatpProof
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpProof & parley.v1.IatpProof.$Shape;

            /**
             * Gets the type url for IatpProof
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpProof {

            /** Properties of an IatpProof. */
            interface $Properties {

                /** IatpProof signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IatpProof. */
            type $Shape = parley.v1.IatpProof.$Properties;
        }

        /**
         * Properties of an IatpDone.
         * @deprecated Use parley.v1.IatpDone.$Properties instead.
         */
        interface IIatpDone extends parley.v1.IatpDone.$Properties {
        }

        /** Represents an IatpDone. */
        class IatpDone {

            /**
             * Constructs a new IatpDone.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpDone.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpDone suite. */
            suite: string;

            /**
             * Encodes the specified IatpDone message. Does not implicitly {@link parley.v1.IatpDone.verify|verify} messages.
             * @param message IatpDone message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpDone.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpDone message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpDone & parley.v1.IatpDone.$Shape} IatpDone
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpDone & parley.v1.IatpDone.$Shape;

            /**
             * Gets the type url for IatpDone
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpDone {

            /** Properties of an IatpDone. */
            interface $Properties {

                /** IatpDone suite */
                suite?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IatpDone. */
            type $Shape = parley.v1.IatpDone.$Properties;
        }

        /**
         * Properties of an IatpRefusal.
         * @deprecated Use parley.v1.IatpRefusal.$Properties instead.
         */
        interface IIatpRefusal extends parley.v1.IatpRefusal.$Properties {
        }

        /** Represents an IatpRefusal. */
        class IatpRefusal {

            /**
             * Constructs a new IatpRefusal.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.IatpRefusal.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** IatpRefusal reason. */
            reason: string;

            /** IatpRefusal check. */
            check: string;

            /** IatpRefusal remedy. */
            remedy: string;

            /**
             * Encodes the specified IatpRefusal message. Does not implicitly {@link parley.v1.IatpRefusal.verify|verify} messages.
             * @param message IatpRefusal message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.IatpRefusal.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an IatpRefusal message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.IatpRefusal & parley.v1.IatpRefusal.$Shape} IatpRefusal
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.IatpRefusal & parley.v1.IatpRefusal.$Shape;

            /**
             * Gets the type url for IatpRefusal
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace IatpRefusal {

            /** Properties of an IatpRefusal. */
            interface $Properties {

                /** IatpRefusal reason */
                reason?: (string|null);

                /** IatpRefusal check */
                check?: (string|null);

                /** IatpRefusal remedy */
                remedy?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an IatpRefusal. */
            type $Shape = parley.v1.IatpRefusal.$Properties;
        }

        /**
         * Properties of a Signed.
         * @deprecated Use parley.v1.Signed.$Properties instead.
         */
        interface ISigned extends parley.v1.Signed.$Properties {
        }

        /** Represents a Signed. */
        class Signed {

            /**
             * Constructs a new Signed.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Signed.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Signed payload. */
            payload: Uint8Array;

            /** Signed type. */
            type: string;

            /** Signed key. */
            key: Uint8Array;

            /** Signed signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified Signed message. Does not implicitly {@link parley.v1.Signed.verify|verify} messages.
             * @param message Signed message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Signed.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Signed message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Signed & parley.v1.Signed.$Shape} Signed
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Signed & parley.v1.Signed.$Shape;

            /**
             * Gets the type url for Signed
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Signed {

            /** Properties of a Signed. */
            interface $Properties {

                /** Signed payload */
                payload?: (Uint8Array|null);

                /** Signed type */
                type?: (string|null);

                /** Signed key */
                key?: (Uint8Array|null);

                /** Signed signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Signed. */
            type $Shape = parley.v1.Signed.$Properties;
        }

        /**
         * Properties of an AgentRecord.
         * @deprecated Use parley.v1.AgentRecord.$Properties instead.
         */
        interface IAgentRecord extends parley.v1.AgentRecord.$Properties {
        }

        /** Represents an AgentRecord. */
        class AgentRecord {

            /**
             * Constructs a new AgentRecord.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.AgentRecord.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AgentRecord did. */
            did: string;

            /** AgentRecord seq. */
            seq: number;

            /** AgentRecord notBeforeMs. */
            notBeforeMs: number;

            /** AgentRecord expiresMs. */
            expiresMs: number;

            /** AgentRecord publicKey. */
            publicKey: Uint8Array;

            /** AgentRecord genesisKey. */
            genesisKey: Uint8Array;

            /** AgentRecord nextKeyHash. */
            nextKeyHash: Uint8Array;

            /** AgentRecord peerId. */
            peerId: string;

            /** AgentRecord name. */
            name: string;

            /** AgentRecord sponsorship. */
            sponsorship: Uint8Array;

            /** AgentRecord multiaddrs. */
            multiaddrs: string[];

            /** AgentRecord mailboxes. */
            mailboxes: string[];

            /** AgentRecord cardHash. */
            cardHash: Uint8Array;

            /** AgentRecord capabilities. */
            capabilities: string[];

            /** AgentRecord protocols. */
            protocols: string[];

            /** AgentRecord previousHash. */
            previousHash: Uint8Array;

            /** AgentRecord status. */
            status: parley.v1.RecordStatus;

            /** AgentRecord rotations. */
            rotations: Uint8Array[];

            /** AgentRecord mailboxKey. */
            mailboxKey: Uint8Array;

            /** AgentRecord hosted. */
            hosted: parley.v1.HostedAgent.$Properties[];

            /** AgentRecord attestations. */
            attestations: parley.v1.Attestation.$Properties[];

            /**
             * Encodes the specified AgentRecord message. Does not implicitly {@link parley.v1.AgentRecord.verify|verify} messages.
             * @param message AgentRecord message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.AgentRecord.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AgentRecord message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.AgentRecord & parley.v1.AgentRecord.$Shape} AgentRecord
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.AgentRecord & parley.v1.AgentRecord.$Shape;

            /**
             * Gets the type url for AgentRecord
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace AgentRecord {

            /** Properties of an AgentRecord. */
            interface $Properties {

                /** AgentRecord did */
                did?: (string|null);

                /** AgentRecord seq */
                seq?: (number|null);

                /** AgentRecord notBeforeMs */
                notBeforeMs?: (number|null);

                /** AgentRecord expiresMs */
                expiresMs?: (number|null);

                /** AgentRecord publicKey */
                publicKey?: (Uint8Array|null);

                /** AgentRecord genesisKey */
                genesisKey?: (Uint8Array|null);

                /** AgentRecord nextKeyHash */
                nextKeyHash?: (Uint8Array|null);

                /** AgentRecord peerId */
                peerId?: (string|null);

                /** AgentRecord name */
                name?: (string|null);

                /** AgentRecord sponsorship */
                sponsorship?: (Uint8Array|null);

                /** AgentRecord multiaddrs */
                multiaddrs?: (string[]|null);

                /** AgentRecord mailboxes */
                mailboxes?: (string[]|null);

                /** AgentRecord cardHash */
                cardHash?: (Uint8Array|null);

                /** AgentRecord capabilities */
                capabilities?: (string[]|null);

                /** AgentRecord protocols */
                protocols?: (string[]|null);

                /** AgentRecord previousHash */
                previousHash?: (Uint8Array|null);

                /** AgentRecord status */
                status?: (parley.v1.RecordStatus|null);

                /** AgentRecord rotations */
                rotations?: (Uint8Array[]|null);

                /** AgentRecord mailboxKey */
                mailboxKey?: (Uint8Array|null);

                /** AgentRecord hosted */
                hosted?: (parley.v1.HostedAgent.$Properties[]|null);

                /** AgentRecord attestations */
                attestations?: (parley.v1.Attestation.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AgentRecord. */
            type $Shape = parley.v1.AgentRecord.$Properties;
        }

        /**
         * Properties of an Attestation.
         * @deprecated Use parley.v1.Attestation.$Properties instead.
         */
        interface IAttestation extends parley.v1.Attestation.$Properties {
        }

        /** Represents an Attestation. */
        class Attestation {

            /**
             * Constructs a new Attestation.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Attestation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Attestation kind. */
            kind: string;

            /** Attestation issuer. */
            issuer: string;

            /** Attestation subject. */
            subject: string;

            /**
             * Encodes the specified Attestation message. Does not implicitly {@link parley.v1.Attestation.verify|verify} messages.
             * @param message Attestation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Attestation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Attestation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Attestation & parley.v1.Attestation.$Shape} Attestation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Attestation & parley.v1.Attestation.$Shape;

            /**
             * Gets the type url for Attestation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Attestation {

            /** Properties of an Attestation. */
            interface $Properties {

                /** Attestation kind */
                kind?: (string|null);

                /** Attestation issuer */
                issuer?: (string|null);

                /** Attestation subject */
                subject?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Attestation. */
            type $Shape = parley.v1.Attestation.$Properties;
        }

        /**
         * Properties of a HostedAgent.
         * @deprecated Use parley.v1.HostedAgent.$Properties instead.
         */
        interface IHostedAgent extends parley.v1.HostedAgent.$Properties {
        }

        /** Represents a HostedAgent. */
        class HostedAgent {

            /**
             * Constructs a new HostedAgent.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.HostedAgent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** HostedAgent key. */
            key: Uint8Array;

            /** HostedAgent capabilities. */
            capabilities: string[];

            /** HostedAgent registeredMs. */
            registeredMs: number;

            /**
             * Encodes the specified HostedAgent message. Does not implicitly {@link parley.v1.HostedAgent.verify|verify} messages.
             * @param message HostedAgent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.HostedAgent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a HostedAgent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.HostedAgent & parley.v1.HostedAgent.$Shape} HostedAgent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.HostedAgent & parley.v1.HostedAgent.$Shape;

            /**
             * Gets the type url for HostedAgent
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace HostedAgent {

            /** Properties of a HostedAgent. */
            interface $Properties {

                /** HostedAgent key */
                key?: (Uint8Array|null);

                /** HostedAgent capabilities */
                capabilities?: (string[]|null);

                /** HostedAgent registeredMs */
                registeredMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a HostedAgent. */
            type $Shape = parley.v1.HostedAgent.$Properties;
        }

        /** RecordStatus enum. */
        enum RecordStatus {

            /** RECORD_STATUS_UNSPECIFIED value */
            RECORD_STATUS_UNSPECIFIED = 0,

            /** RECORD_STATUS_ACTIVE value */
            RECORD_STATUS_ACTIVE = 1,

            /** RECORD_STATUS_SUSPENDED value */
            RECORD_STATUS_SUSPENDED = 2
        }

        /**
         * Properties of a Sponsorship.
         * @deprecated Use parley.v1.Sponsorship.$Properties instead.
         */
        interface ISponsorship extends parley.v1.Sponsorship.$Properties {
        }

        /** Represents a Sponsorship. */
        class Sponsorship {

            /**
             * Constructs a new Sponsorship.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Sponsorship.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Sponsorship did. */
            did: string;

            /** Sponsorship organisationKey. */
            organisationKey: Uint8Array;

            /** Sponsorship organisationName. */
            organisationName: string;

            /** Sponsorship notBeforeMs. */
            notBeforeMs: number;

            /** Sponsorship expiresMs. */
            expiresMs: number;

            /**
             * Encodes the specified Sponsorship message. Does not implicitly {@link parley.v1.Sponsorship.verify|verify} messages.
             * @param message Sponsorship message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Sponsorship.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Sponsorship message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Sponsorship & parley.v1.Sponsorship.$Shape} Sponsorship
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Sponsorship & parley.v1.Sponsorship.$Shape;

            /**
             * Gets the type url for Sponsorship
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Sponsorship {

            /** Properties of a Sponsorship. */
            interface $Properties {

                /** Sponsorship did */
                did?: (string|null);

                /** Sponsorship organisationKey */
                organisationKey?: (Uint8Array|null);

                /** Sponsorship organisationName */
                organisationName?: (string|null);

                /** Sponsorship notBeforeMs */
                notBeforeMs?: (number|null);

                /** Sponsorship expiresMs */
                expiresMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Sponsorship. */
            type $Shape = parley.v1.Sponsorship.$Properties;
        }

        /**
         * Properties of a Rotation.
         * @deprecated Use parley.v1.Rotation.$Properties instead.
         */
        interface IRotation extends parley.v1.Rotation.$Properties {
        }

        /** Represents a Rotation. */
        class Rotation {

            /**
             * Constructs a new Rotation.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Rotation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Rotation did. */
            did: string;

            /** Rotation oldKey. */
            oldKey: Uint8Array;

            /** Rotation newKey. */
            newKey: Uint8Array;

            /** Rotation seq. */
            seq: number;

            /** Rotation legacyProof. */
            legacyProof: Uint8Array;

            /**
             * Encodes the specified Rotation message. Does not implicitly {@link parley.v1.Rotation.verify|verify} messages.
             * @param message Rotation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Rotation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Rotation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Rotation & parley.v1.Rotation.$Shape} Rotation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Rotation & parley.v1.Rotation.$Shape;

            /**
             * Gets the type url for Rotation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Rotation {

            /** Properties of a Rotation. */
            interface $Properties {

                /** Rotation did */
                did?: (string|null);

                /** Rotation oldKey */
                oldKey?: (Uint8Array|null);

                /** Rotation newKey */
                newKey?: (Uint8Array|null);

                /** Rotation seq */
                seq?: (number|null);

                /** Rotation legacyProof */
                legacyProof?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Rotation. */
            type $Shape = parley.v1.Rotation.$Properties;
        }

        /**
         * Properties of an Invitation.
         * @deprecated Use parley.v1.Invitation.$Properties instead.
         */
        interface IInvitation extends parley.v1.Invitation.$Properties {
        }

        /** Represents an Invitation. */
        class Invitation {

            /**
             * Constructs a new Invitation.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Invitation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Invitation id. */
            id: Uint8Array;

            /** Invitation secret. */
            secret: Uint8Array;

            /** Invitation record. */
            record: Uint8Array;

            /** Invitation multiaddrs. */
            multiaddrs: string[];

            /** Invitation expiresMs. */
            expiresMs: number;

            /**
             * Encodes the specified Invitation message. Does not implicitly {@link parley.v1.Invitation.verify|verify} messages.
             * @param message Invitation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Invitation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Invitation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Invitation & parley.v1.Invitation.$Shape} Invitation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Invitation & parley.v1.Invitation.$Shape;

            /**
             * Gets the type url for Invitation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Invitation {

            /** Properties of an Invitation. */
            interface $Properties {

                /** Invitation id */
                id?: (Uint8Array|null);

                /** Invitation secret */
                secret?: (Uint8Array|null);

                /** Invitation record */
                record?: (Uint8Array|null);

                /** Invitation multiaddrs */
                multiaddrs?: (string[]|null);

                /** Invitation expiresMs */
                expiresMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Invitation. */
            type $Shape = parley.v1.Invitation.$Properties;
        }

        /**
         * Properties of a Revocation.
         * @deprecated Use parley.v1.Revocation.$Properties instead.
         */
        interface IRevocation extends parley.v1.Revocation.$Properties {
        }

        /** Represents a Revocation. */
        class Revocation {

            /**
             * Constructs a new Revocation.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Revocation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Revocation did. */
            did: string;

            /** Revocation reason. */
            reason: string;

            /** Revocation seq. */
            seq: number;

            /** Revocation revokedMs. */
            revokedMs: number;

            /** Revocation evidence. */
            evidence: Uint8Array;

            /** Revocation key. */
            key: Uint8Array;

            /** Revocation delegation. */
            delegation: Uint8Array;

            /**
             * Encodes the specified Revocation message. Does not implicitly {@link parley.v1.Revocation.verify|verify} messages.
             * @param message Revocation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Revocation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Revocation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Revocation & parley.v1.Revocation.$Shape} Revocation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Revocation & parley.v1.Revocation.$Shape;

            /**
             * Gets the type url for Revocation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Revocation {

            /** Properties of a Revocation. */
            interface $Properties {

                /** Revocation did */
                did?: (string|null);

                /** Revocation reason */
                reason?: (string|null);

                /** Revocation seq */
                seq?: (number|null);

                /** Revocation revokedMs */
                revokedMs?: (number|null);

                /** Revocation evidence */
                evidence?: (Uint8Array|null);

                /** Revocation key */
                key?: (Uint8Array|null);

                /** Revocation delegation */
                delegation?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Revocation. */
            type $Shape = parley.v1.Revocation.$Properties;
        }

        /**
         * Properties of a Delegation.
         * @deprecated Use parley.v1.Delegation.$Properties instead.
         */
        interface IDelegation extends parley.v1.Delegation.$Properties {
        }

        /** Represents a Delegation. */
        class Delegation {

            /**
             * Constructs a new Delegation.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Delegation.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Delegation iss. */
            iss: string;

            /** Delegation aud. */
            aud: string;

            /** Delegation sub. */
            sub: string;

            /** Delegation cmd. */
            cmd: string[];

            /** Delegation pol. */
            pol?: (parley.v1.DelegationTerms.$Properties|null);

            /** Delegation nonce. */
            nonce: Uint8Array;

            /** Delegation notBeforeMs. */
            notBeforeMs: number;

            /** Delegation expiresMs. */
            expiresMs: number;

            /** Delegation maxDepth. */
            maxDepth: number;

            /** Delegation trustCeiling. */
            trustCeiling: number;

            /** Delegation proof. */
            proof: Uint8Array;

            /** Delegation evidence. */
            evidence: Uint8Array;

            /**
             * Encodes the specified Delegation message. Does not implicitly {@link parley.v1.Delegation.verify|verify} messages.
             * @param message Delegation message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Delegation.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Delegation message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Delegation & parley.v1.Delegation.$Shape} Delegation
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Delegation & parley.v1.Delegation.$Shape;

            /**
             * Gets the type url for Delegation
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Delegation {

            /** Properties of a Delegation. */
            interface $Properties {

                /** Delegation iss */
                iss?: (string|null);

                /** Delegation aud */
                aud?: (string|null);

                /** Delegation sub */
                sub?: (string|null);

                /** Delegation cmd */
                cmd?: (string[]|null);

                /** Delegation pol */
                pol?: (parley.v1.DelegationTerms.$Properties|null);

                /** Delegation nonce */
                nonce?: (Uint8Array|null);

                /** Delegation notBeforeMs */
                notBeforeMs?: (number|null);

                /** Delegation expiresMs */
                expiresMs?: (number|null);

                /** Delegation maxDepth */
                maxDepth?: (number|null);

                /** Delegation trustCeiling */
                trustCeiling?: (number|null);

                /** Delegation proof */
                proof?: (Uint8Array|null);

                /** Delegation evidence */
                evidence?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Delegation. */
            type $Shape = parley.v1.Delegation.$Properties;
        }

        /**
         * Properties of a DelegationTerms.
         * @deprecated Use parley.v1.DelegationTerms.$Properties instead.
         */
        interface IDelegationTerms extends parley.v1.DelegationTerms.$Properties {
        }

        /** Represents a DelegationTerms. */
        class DelegationTerms {

            /**
             * Constructs a new DelegationTerms.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.DelegationTerms.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DelegationTerms minScore. */
            minScore: number;

            /**
             * Encodes the specified DelegationTerms message. Does not implicitly {@link parley.v1.DelegationTerms.verify|verify} messages.
             * @param message DelegationTerms message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.DelegationTerms.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DelegationTerms message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.DelegationTerms & parley.v1.DelegationTerms.$Shape} DelegationTerms
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.DelegationTerms & parley.v1.DelegationTerms.$Shape;

            /**
             * Gets the type url for DelegationTerms
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DelegationTerms {

            /** Properties of a DelegationTerms. */
            interface $Properties {

                /** DelegationTerms minScore */
                minScore?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DelegationTerms. */
            type $Shape = parley.v1.DelegationTerms.$Properties;
        }

        /**
         * Properties of a MailboxFrame.
         * @deprecated Use parley.v1.MailboxFrame.$Properties instead.
         */
        interface IMailboxFrame extends parley.v1.MailboxFrame.$Properties {
        }

        /** Represents a MailboxFrame. */
        class MailboxFrame {

            /**
             * Constructs a new MailboxFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.MailboxFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MailboxFrame deposit. */
            deposit?: (parley.v1.Deposit.$Properties|null);

            /** MailboxFrame depositReply. */
            depositReply?: (parley.v1.DepositReply.$Properties|null);

            /** MailboxFrame grant. */
            grant?: (parley.v1.Signed.$Properties|null);

            /** MailboxFrame grantReply. */
            grantReply?: (parley.v1.GrantReply.$Properties|null);

            /** MailboxFrame fetch. */
            fetch?: (parley.v1.Fetch.$Properties|null);

            /** MailboxFrame item. */
            item?: (parley.v1.Item.$Properties|null);

            /** MailboxFrame fetched. */
            fetched?: (parley.v1.Fetched.$Properties|null);

            /** MailboxFrame taken. */
            taken?: (parley.v1.Taken.$Properties|null);

            /** MailboxFrame takenReply. */
            takenReply?: (parley.v1.TakenReply.$Properties|null);

            /** MailboxFrame body. */
            body?: ("deposit"|"depositReply"|"grant"|"grantReply"|"fetch"|"item"|"fetched"|"taken"|"takenReply");

            /**
             * Encodes the specified MailboxFrame message. Does not implicitly {@link parley.v1.MailboxFrame.verify|verify} messages.
             * @param message MailboxFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.MailboxFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MailboxFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.MailboxFrame & parley.v1.MailboxFrame.$Shape} MailboxFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.MailboxFrame & parley.v1.MailboxFrame.$Shape;

            /**
             * Gets the type url for MailboxFrame
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace MailboxFrame {

            /** Properties of a MailboxFrame. */
            interface $Properties {

                /** MailboxFrame deposit */
                deposit?: (parley.v1.Deposit.$Properties|null);

                /** MailboxFrame depositReply */
                depositReply?: (parley.v1.DepositReply.$Properties|null);

                /** MailboxFrame grant */
                grant?: (parley.v1.Signed.$Properties|null);

                /** MailboxFrame grantReply */
                grantReply?: (parley.v1.GrantReply.$Properties|null);

                /** MailboxFrame fetch */
                fetch?: (parley.v1.Fetch.$Properties|null);

                /** MailboxFrame item */
                item?: (parley.v1.Item.$Properties|null);

                /** MailboxFrame fetched */
                fetched?: (parley.v1.Fetched.$Properties|null);

                /** MailboxFrame taken */
                taken?: (parley.v1.Taken.$Properties|null);

                /** MailboxFrame takenReply */
                takenReply?: (parley.v1.TakenReply.$Properties|null);

                /** MailboxFrame body */
                body?: ("deposit"|"depositReply"|"grant"|"grantReply"|"fetch"|"item"|"fetched"|"taken"|"takenReply");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a MailboxFrame. */
            type $Shape = {
              deposit?: parley.v1.Deposit.$Shape|null;
              depositReply?: parley.v1.DepositReply.$Shape|null;
              grant?: parley.v1.Signed.$Shape|null;
              grantReply?: parley.v1.GrantReply.$Shape|null;
              fetch?: parley.v1.Fetch.$Shape|null;
              item?: parley.v1.Item.$Shape|null;
              fetched?: parley.v1.Fetched.$Shape|null;
              taken?: parley.v1.Taken.$Shape|null;
              takenReply?: parley.v1.TakenReply.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "deposit"; deposit: parley.v1.Deposit.$Shape; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "depositReply"; deposit?: null; depositReply: parley.v1.DepositReply.$Shape; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "grant"; deposit?: null; depositReply?: null; grant: parley.v1.Signed.$Shape; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "grantReply"; deposit?: null; depositReply?: null; grant?: null; grantReply: parley.v1.GrantReply.$Shape; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "fetch"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch: parley.v1.Fetch.$Shape; item?: null; fetched?: null; taken?: null; takenReply?: null }|{ body?: "item"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item: parley.v1.Item.$Shape; fetched?: null; taken?: null; takenReply?: null }|{ body?: "fetched"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched: parley.v1.Fetched.$Shape; taken?: null; takenReply?: null }|{ body?: "taken"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken: parley.v1.Taken.$Shape; takenReply?: null }|{ body?: "takenReply"; deposit?: null; depositReply?: null; grant?: null; grantReply?: null; fetch?: null; item?: null; fetched?: null; taken?: null; takenReply: parley.v1.TakenReply.$Shape })
            );
        }

        /**
         * Properties of a MailboxGrant.
         * @deprecated Use parley.v1.MailboxGrant.$Properties instead.
         */
        interface IMailboxGrant extends parley.v1.MailboxGrant.$Properties {
        }

        /** Represents a MailboxGrant. */
        class MailboxGrant {

            /**
             * Constructs a new MailboxGrant.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.MailboxGrant.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** MailboxGrant owner. */
            owner: string;

            /** MailboxGrant mailbox. */
            mailbox: string;

            /** MailboxGrant maxBytes. */
            maxBytes: number;

            /** MailboxGrant maxMessages. */
            maxMessages: number;

            /** MailboxGrant notBeforeMs. */
            notBeforeMs: number;

            /** MailboxGrant expiresMs. */
            expiresMs: number;

            /**
             * Encodes the specified MailboxGrant message. Does not implicitly {@link parley.v1.MailboxGrant.verify|verify} messages.
             * @param message MailboxGrant message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.MailboxGrant.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a MailboxGrant message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.MailboxGrant & parley.v1.MailboxGrant.$Shape} MailboxGrant
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.MailboxGrant & parley.v1.MailboxGrant.$Shape;

            /**
             * Gets the type url for MailboxGrant
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace MailboxGrant {

            /** Properties of a MailboxGrant. */
            interface $Properties {

                /** MailboxGrant owner */
                owner?: (string|null);

                /** MailboxGrant mailbox */
                mailbox?: (string|null);

                /** MailboxGrant maxBytes */
                maxBytes?: (number|null);

                /** MailboxGrant maxMessages */
                maxMessages?: (number|null);

                /** MailboxGrant notBeforeMs */
                notBeforeMs?: (number|null);

                /** MailboxGrant expiresMs */
                expiresMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a MailboxGrant. */
            type $Shape = parley.v1.MailboxGrant.$Properties;
        }

        /**
         * Properties of a Deposit.
         * @deprecated Use parley.v1.Deposit.$Properties instead.
         */
        interface IDeposit extends parley.v1.Deposit.$Properties {
        }

        /** Represents a Deposit. */
        class Deposit {

            /**
             * Constructs a new Deposit.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Deposit.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Deposit owner. */
            owner: string;

            /** Deposit id. */
            id: Uint8Array;

            /** Deposit letter. */
            letter: Uint8Array;

            /**
             * Encodes the specified Deposit message. Does not implicitly {@link parley.v1.Deposit.verify|verify} messages.
             * @param message Deposit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Deposit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Deposit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Deposit & parley.v1.Deposit.$Shape} Deposit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Deposit & parley.v1.Deposit.$Shape;

            /**
             * Gets the type url for Deposit
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Deposit {

            /** Properties of a Deposit. */
            interface $Properties {

                /** Deposit owner */
                owner?: (string|null);

                /** Deposit id */
                id?: (Uint8Array|null);

                /** Deposit letter */
                letter?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Deposit. */
            type $Shape = parley.v1.Deposit.$Properties;
        }

        /**
         * Properties of a DepositReply.
         * @deprecated Use parley.v1.DepositReply.$Properties instead.
         */
        interface IDepositReply extends parley.v1.DepositReply.$Properties {
        }

        /** Represents a DepositReply. */
        class DepositReply {

            /**
             * Constructs a new DepositReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.DepositReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DepositReply id. */
            id: Uint8Array;

            /** DepositReply reason. */
            reason: string;

            /**
             * Encodes the specified DepositReply message. Does not implicitly {@link parley.v1.DepositReply.verify|verify} messages.
             * @param message DepositReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.DepositReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DepositReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.DepositReply & parley.v1.DepositReply.$Shape} DepositReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.DepositReply & parley.v1.DepositReply.$Shape;

            /**
             * Gets the type url for DepositReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DepositReply {

            /** Properties of a DepositReply. */
            interface $Properties {

                /** DepositReply id */
                id?: (Uint8Array|null);

                /** DepositReply reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DepositReply. */
            type $Shape = parley.v1.DepositReply.$Properties;
        }

        /**
         * Properties of a GrantReply.
         * @deprecated Use parley.v1.GrantReply.$Properties instead.
         */
        interface IGrantReply extends parley.v1.GrantReply.$Properties {
        }

        /** Represents a GrantReply. */
        class GrantReply {

            /**
             * Constructs a new GrantReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.GrantReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GrantReply reason. */
            reason: string;

            /**
             * Encodes the specified GrantReply message. Does not implicitly {@link parley.v1.GrantReply.verify|verify} messages.
             * @param message GrantReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.GrantReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GrantReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.GrantReply & parley.v1.GrantReply.$Shape} GrantReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.GrantReply & parley.v1.GrantReply.$Shape;

            /**
             * Gets the type url for GrantReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace GrantReply {

            /** Properties of a GrantReply. */
            interface $Properties {

                /** GrantReply reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GrantReply. */
            type $Shape = parley.v1.GrantReply.$Properties;
        }

        /**
         * Properties of a Fetch.
         * @deprecated Use parley.v1.Fetch.$Properties instead.
         */
        interface IFetch extends parley.v1.Fetch.$Properties {
        }

        /** Represents a Fetch. */
        class Fetch {

            /**
             * Constructs a new Fetch.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Fetch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fetch after. */
            after: number;

            /** Fetch limit. */
            limit: number;

            /**
             * Encodes the specified Fetch message. Does not implicitly {@link parley.v1.Fetch.verify|verify} messages.
             * @param message Fetch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Fetch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fetch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Fetch & parley.v1.Fetch.$Shape} Fetch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Fetch & parley.v1.Fetch.$Shape;

            /**
             * Gets the type url for Fetch
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Fetch {

            /** Properties of a Fetch. */
            interface $Properties {

                /** Fetch after */
                after?: (number|null);

                /** Fetch limit */
                limit?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fetch. */
            type $Shape = parley.v1.Fetch.$Properties;
        }

        /**
         * Properties of an Item.
         * @deprecated Use parley.v1.Item.$Properties instead.
         */
        interface IItem extends parley.v1.Item.$Properties {
        }

        /** Represents an Item. */
        class Item {

            /**
             * Constructs a new Item.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Item.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Item seq. */
            seq: number;

            /** Item letter. */
            letter: Uint8Array;

            /**
             * Encodes the specified Item message. Does not implicitly {@link parley.v1.Item.verify|verify} messages.
             * @param message Item message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Item.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Item message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Item & parley.v1.Item.$Shape} Item
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Item & parley.v1.Item.$Shape;

            /**
             * Gets the type url for Item
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Item {

            /** Properties of an Item. */
            interface $Properties {

                /** Item seq */
                seq?: (number|null);

                /** Item letter */
                letter?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Item. */
            type $Shape = parley.v1.Item.$Properties;
        }

        /**
         * Properties of a Fetched.
         * @deprecated Use parley.v1.Fetched.$Properties instead.
         */
        interface IFetched extends parley.v1.Fetched.$Properties {
        }

        /** Represents a Fetched. */
        class Fetched {

            /**
             * Constructs a new Fetched.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Fetched.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Fetched more. */
            more: boolean;

            /** Fetched reason. */
            reason: string;

            /**
             * Encodes the specified Fetched message. Does not implicitly {@link parley.v1.Fetched.verify|verify} messages.
             * @param message Fetched message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Fetched.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Fetched message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Fetched & parley.v1.Fetched.$Shape} Fetched
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Fetched & parley.v1.Fetched.$Shape;

            /**
             * Gets the type url for Fetched
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Fetched {

            /** Properties of a Fetched. */
            interface $Properties {

                /** Fetched more */
                more?: (boolean|null);

                /** Fetched reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Fetched. */
            type $Shape = parley.v1.Fetched.$Properties;
        }

        /**
         * Properties of a Taken.
         * @deprecated Use parley.v1.Taken.$Properties instead.
         */
        interface ITaken extends parley.v1.Taken.$Properties {
        }

        /** Represents a Taken. */
        class Taken {

            /**
             * Constructs a new Taken.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Taken.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Taken seq. */
            seq: number[];

            /**
             * Encodes the specified Taken message. Does not implicitly {@link parley.v1.Taken.verify|verify} messages.
             * @param message Taken message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Taken.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Taken message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Taken & parley.v1.Taken.$Shape} Taken
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Taken & parley.v1.Taken.$Shape;

            /**
             * Gets the type url for Taken
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Taken {

            /** Properties of a Taken. */
            interface $Properties {

                /** Taken seq */
                seq?: (number[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Taken. */
            type $Shape = parley.v1.Taken.$Properties;
        }

        /**
         * Properties of a TakenReply.
         * @deprecated Use parley.v1.TakenReply.$Properties instead.
         */
        interface ITakenReply extends parley.v1.TakenReply.$Properties {
        }

        /** Represents a TakenReply. */
        class TakenReply {

            /**
             * Constructs a new TakenReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.TakenReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /**
             * Encodes the specified TakenReply message. Does not implicitly {@link parley.v1.TakenReply.verify|verify} messages.
             * @param message TakenReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.TakenReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a TakenReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.TakenReply & parley.v1.TakenReply.$Shape} TakenReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.TakenReply & parley.v1.TakenReply.$Shape;

            /**
             * Gets the type url for TakenReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace TakenReply {

            /** Properties of a TakenReply. */
            interface $Properties {

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a TakenReply. */
            type $Shape = parley.v1.TakenReply.$Properties;
        }

        /**
         * Properties of a Letter.
         * @deprecated Use parley.v1.Letter.$Properties instead.
         */
        interface ILetter extends parley.v1.Letter.$Properties {
        }

        /** Represents a Letter. */
        class Letter {

            /**
             * Constructs a new Letter.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Letter.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Letter from. */
            from: string;

            /** Letter to. */
            to: string;

            /** Letter writtenMs. */
            writtenMs: number;

            /** Letter packet. */
            packet?: (parley.v1.Packet.$Properties|null);

            /** Letter receipts. */
            receipts: parley.v1.DeliveryReceipt.$Properties[];

            /** Letter before. */
            before?: (parley.v1.Before.$Properties|null);

            /** Letter missing. */
            missing: Uint8Array[];

            /**
             * Encodes the specified Letter message. Does not implicitly {@link parley.v1.Letter.verify|verify} messages.
             * @param message Letter message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Letter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Letter message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Letter & parley.v1.Letter.$Shape} Letter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Letter & parley.v1.Letter.$Shape;

            /**
             * Gets the type url for Letter
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Letter {

            /** Properties of a Letter. */
            interface $Properties {

                /** Letter from */
                from?: (string|null);

                /** Letter to */
                to?: (string|null);

                /** Letter writtenMs */
                writtenMs?: (number|null);

                /** Letter packet */
                packet?: (parley.v1.Packet.$Properties|null);

                /** Letter receipts */
                receipts?: (parley.v1.DeliveryReceipt.$Properties[]|null);

                /** Letter before */
                before?: (parley.v1.Before.$Properties|null);

                /** Letter missing */
                missing?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Letter. */
            type $Shape = parley.v1.Letter.$Properties;
        }

        /**
         * Properties of a Before.
         * @deprecated Use parley.v1.Before.$Properties instead.
         */
        interface IBefore extends parley.v1.Before.$Properties {
        }

        /** Represents a Before. */
        class Before {

            /**
             * Constructs a new Before.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Before.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Before id. */
            id: Uint8Array;

            /** Before untilMs. */
            untilMs: number;

            /**
             * Encodes the specified Before message. Does not implicitly {@link parley.v1.Before.verify|verify} messages.
             * @param message Before message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Before.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Before message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Before & parley.v1.Before.$Shape} Before
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Before & parley.v1.Before.$Shape;

            /**
             * Gets the type url for Before
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Before {

            /** Properties of a Before. */
            interface $Properties {

                /** Before id */
                id?: (Uint8Array|null);

                /** Before untilMs */
                untilMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Before. */
            type $Shape = parley.v1.Before.$Properties;
        }

        /**
         * Properties of a DeliveryReceipt.
         * @deprecated Use parley.v1.DeliveryReceipt.$Properties instead.
         */
        interface IDeliveryReceipt extends parley.v1.DeliveryReceipt.$Properties {
        }

        /** Represents a DeliveryReceipt. */
        class DeliveryReceipt {

            /**
             * Constructs a new DeliveryReceipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.DeliveryReceipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeliveryReceipt ack. */
            ack?: (parley.v1.Ack.$Properties|null);

            /** DeliveryReceipt packet. */
            packet: Uint8Array;

            /**
             * Encodes the specified DeliveryReceipt message. Does not implicitly {@link parley.v1.DeliveryReceipt.verify|verify} messages.
             * @param message DeliveryReceipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.DeliveryReceipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeliveryReceipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.DeliveryReceipt & parley.v1.DeliveryReceipt.$Shape} DeliveryReceipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.DeliveryReceipt & parley.v1.DeliveryReceipt.$Shape;

            /**
             * Gets the type url for DeliveryReceipt
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DeliveryReceipt {

            /** Properties of a DeliveryReceipt. */
            interface $Properties {

                /** DeliveryReceipt ack */
                ack?: (parley.v1.Ack.$Properties|null);

                /** DeliveryReceipt packet */
                packet?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeliveryReceipt. */
            type $Shape = parley.v1.DeliveryReceipt.$Properties;
        }

        /**
         * Properties of a Frame.
         * @deprecated Use parley.v1.Frame.$Properties instead.
         */
        interface IFrame extends parley.v1.Frame.$Properties {
        }

        /** Represents a Frame. */
        class Frame {

            /**
             * Constructs a new Frame.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Frame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Frame packet. */
            packet?: (parley.v1.Packet.$Properties|null);

            /** Frame acks. */
            acks?: (parley.v1.Acks.$Properties|null);

            /** Frame prekeyRequest. */
            prekeyRequest?: (parley.v1.PrekeyRequest.$Properties|null);

            /** Frame prekeyReply. */
            prekeyReply?: (parley.v1.PrekeyReply.$Properties|null);

            /** Frame knock. */
            knock?: (parley.v1.Signed.$Properties|null);

            /** Frame knockReply. */
            knockReply?: (parley.v1.Signed.$Properties|null);

            /** Frame ping. */
            ping?: (number|null);

            /** Frame pong. */
            pong?: (number|null);

            /** Frame cosignRequest. */
            cosignRequest?: (parley.v1.CosignRequest.$Properties|null);

            /** Frame cosignReply. */
            cosignReply?: (parley.v1.CosignReply.$Properties|null);

            /** Frame credit. */
            credit?: (parley.v1.Credit.$Properties|null);

            /** Frame sessionEnd. */
            sessionEnd?: (parley.v1.Signed.$Properties|null);

            /** Frame statements. */
            statements?: (parley.v1.Statements.$Properties|null);

            /** Frame receiptsAfter. */
            receiptsAfter?: (parley.v1.ReceiptsAfter.$Properties|null);

            /** Frame body. */
            body?: ("packet"|"acks"|"prekeyRequest"|"prekeyReply"|"knock"|"knockReply"|"ping"|"pong"|"cosignRequest"|"cosignReply"|"credit"|"sessionEnd"|"statements"|"receiptsAfter");

            /**
             * Encodes the specified Frame message. Does not implicitly {@link parley.v1.Frame.verify|verify} messages.
             * @param message Frame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Frame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Frame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Frame & parley.v1.Frame.$Shape} Frame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Frame & parley.v1.Frame.$Shape;

            /**
             * Gets the type url for Frame
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Frame {

            /** Properties of a Frame. */
            interface $Properties {

                /** Frame packet */
                packet?: (parley.v1.Packet.$Properties|null);

                /** Frame acks */
                acks?: (parley.v1.Acks.$Properties|null);

                /** Frame prekeyRequest */
                prekeyRequest?: (parley.v1.PrekeyRequest.$Properties|null);

                /** Frame prekeyReply */
                prekeyReply?: (parley.v1.PrekeyReply.$Properties|null);

                /** Frame knock */
                knock?: (parley.v1.Signed.$Properties|null);

                /** Frame knockReply */
                knockReply?: (parley.v1.Signed.$Properties|null);

                /** Frame ping */
                ping?: (number|null);

                /** Frame pong */
                pong?: (number|null);

                /** Frame cosignRequest */
                cosignRequest?: (parley.v1.CosignRequest.$Properties|null);

                /** Frame cosignReply */
                cosignReply?: (parley.v1.CosignReply.$Properties|null);

                /** Frame credit */
                credit?: (parley.v1.Credit.$Properties|null);

                /** Frame sessionEnd */
                sessionEnd?: (parley.v1.Signed.$Properties|null);

                /** Frame statements */
                statements?: (parley.v1.Statements.$Properties|null);

                /** Frame receiptsAfter */
                receiptsAfter?: (parley.v1.ReceiptsAfter.$Properties|null);

                /** Frame body */
                body?: ("packet"|"acks"|"prekeyRequest"|"prekeyReply"|"knock"|"knockReply"|"ping"|"pong"|"cosignRequest"|"cosignReply"|"credit"|"sessionEnd"|"statements"|"receiptsAfter");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a Frame. */
            type $Shape = {
              packet?: parley.v1.Packet.$Shape|null;
              acks?: parley.v1.Acks.$Shape|null;
              prekeyRequest?: parley.v1.PrekeyRequest.$Shape|null;
              prekeyReply?: parley.v1.PrekeyReply.$Shape|null;
              knock?: parley.v1.Signed.$Shape|null;
              knockReply?: parley.v1.Signed.$Shape|null;
              ping?: number|null;
              pong?: number|null;
              cosignRequest?: parley.v1.CosignRequest.$Shape|null;
              cosignReply?: parley.v1.CosignReply.$Shape|null;
              credit?: parley.v1.Credit.$Shape|null;
              sessionEnd?: parley.v1.Signed.$Shape|null;
              statements?: parley.v1.Statements.$Shape|null;
              receiptsAfter?: parley.v1.ReceiptsAfter.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "packet"; packet: parley.v1.Packet.$Shape; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "acks"; packet?: null; acks: parley.v1.Acks.$Shape; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "prekeyRequest"; packet?: null; acks?: null; prekeyRequest: parley.v1.PrekeyRequest.$Shape; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "prekeyReply"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply: parley.v1.PrekeyReply.$Shape; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "knock"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock: parley.v1.Signed.$Shape; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "knockReply"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply: parley.v1.Signed.$Shape; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "ping"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping: number; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "pong"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong: number; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "cosignRequest"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest: parley.v1.CosignRequest.$Shape; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "cosignReply"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply: parley.v1.CosignReply.$Shape; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "credit"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit: parley.v1.Credit.$Shape; sessionEnd?: null; statements?: null; receiptsAfter?: null }|{ body?: "sessionEnd"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd: parley.v1.Signed.$Shape; statements?: null; receiptsAfter?: null }|{ body?: "statements"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements: parley.v1.Statements.$Shape; receiptsAfter?: null }|{ body?: "receiptsAfter"; packet?: null; acks?: null; prekeyRequest?: null; prekeyReply?: null; knock?: null; knockReply?: null; ping?: null; pong?: null; cosignRequest?: null; cosignReply?: null; credit?: null; sessionEnd?: null; statements?: null; receiptsAfter: parley.v1.ReceiptsAfter.$Shape })
            );
        }

        /**
         * Properties of a ReceiptsAfter.
         * @deprecated Use parley.v1.ReceiptsAfter.$Properties instead.
         */
        interface IReceiptsAfter extends parley.v1.ReceiptsAfter.$Properties {
        }

        /** Represents a ReceiptsAfter. */
        class ReceiptsAfter {

            /**
             * Constructs a new ReceiptsAfter.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.ReceiptsAfter.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptsAfter head. */
            head: parley.v1.ReceiptHead.$Properties[];

            /** ReceiptsAfter others. */
            others: boolean;

            /**
             * Encodes the specified ReceiptsAfter message. Does not implicitly {@link parley.v1.ReceiptsAfter.verify|verify} messages.
             * @param message ReceiptsAfter message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.ReceiptsAfter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptsAfter message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.ReceiptsAfter & parley.v1.ReceiptsAfter.$Shape} ReceiptsAfter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.ReceiptsAfter & parley.v1.ReceiptsAfter.$Shape;

            /**
             * Gets the type url for ReceiptsAfter
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReceiptsAfter {

            /** Properties of a ReceiptsAfter. */
            interface $Properties {

                /** ReceiptsAfter head */
                head?: (parley.v1.ReceiptHead.$Properties[]|null);

                /** ReceiptsAfter others */
                others?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptsAfter. */
            type $Shape = parley.v1.ReceiptsAfter.$Properties;
        }

        /**
         * Properties of a ReceiptHead.
         * @deprecated Use parley.v1.ReceiptHead.$Properties instead.
         */
        interface IReceiptHead extends parley.v1.ReceiptHead.$Properties {
        }

        /** Represents a ReceiptHead. */
        class ReceiptHead {

            /**
             * Constructs a new ReceiptHead.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.ReceiptHead.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** ReceiptHead rater. */
            rater: string;

            /** ReceiptHead seq. */
            seq: number;

            /**
             * Encodes the specified ReceiptHead message. Does not implicitly {@link parley.v1.ReceiptHead.verify|verify} messages.
             * @param message ReceiptHead message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.ReceiptHead.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a ReceiptHead message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.ReceiptHead & parley.v1.ReceiptHead.$Shape} ReceiptHead
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.ReceiptHead & parley.v1.ReceiptHead.$Shape;

            /**
             * Gets the type url for ReceiptHead
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace ReceiptHead {

            /** Properties of a ReceiptHead. */
            interface $Properties {

                /** ReceiptHead rater */
                rater?: (string|null);

                /** ReceiptHead seq */
                seq?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a ReceiptHead. */
            type $Shape = parley.v1.ReceiptHead.$Properties;
        }

        /**
         * Properties of a Credit.
         * @deprecated Use parley.v1.Credit.$Properties instead.
         */
        interface ICredit extends parley.v1.Credit.$Properties {
        }

        /** Represents a Credit. */
        class Credit {

            /**
             * Constructs a new Credit.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Credit.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Credit exchange. */
            exchange: Uint8Array;

            /** Credit taken. */
            taken: number;

            /**
             * Encodes the specified Credit message. Does not implicitly {@link parley.v1.Credit.verify|verify} messages.
             * @param message Credit message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Credit.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Credit message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Credit & parley.v1.Credit.$Shape} Credit
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Credit & parley.v1.Credit.$Shape;

            /**
             * Gets the type url for Credit
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Credit {

            /** Properties of a Credit. */
            interface $Properties {

                /** Credit exchange */
                exchange?: (Uint8Array|null);

                /** Credit taken */
                taken?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Credit. */
            type $Shape = parley.v1.Credit.$Properties;
        }

        /**
         * Properties of a CosignRequest.
         * @deprecated Use parley.v1.CosignRequest.$Properties instead.
         */
        interface ICosignRequest extends parley.v1.CosignRequest.$Properties {
        }

        /** Represents a CosignRequest. */
        class CosignRequest {

            /**
             * Constructs a new CosignRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.CosignRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CosignRequest body. */
            body: Uint8Array;

            /**
             * Encodes the specified CosignRequest message. Does not implicitly {@link parley.v1.CosignRequest.verify|verify} messages.
             * @param message CosignRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.CosignRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CosignRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.CosignRequest & parley.v1.CosignRequest.$Shape} CosignRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.CosignRequest & parley.v1.CosignRequest.$Shape;

            /**
             * Gets the type url for CosignRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace CosignRequest {

            /** Properties of a CosignRequest. */
            interface $Properties {

                /** CosignRequest body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CosignRequest. */
            type $Shape = parley.v1.CosignRequest.$Properties;
        }

        /**
         * Properties of a CosignReply.
         * @deprecated Use parley.v1.CosignReply.$Properties instead.
         */
        interface ICosignReply extends parley.v1.CosignReply.$Properties {
        }

        /** Represents a CosignReply. */
        class CosignReply {

            /**
             * Constructs a new CosignReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.CosignReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** CosignReply cosignature. */
            cosignature: string;

            /** CosignReply size. */
            size: number;

            /** CosignReply reason. */
            reason: string;

            /**
             * Encodes the specified CosignReply message. Does not implicitly {@link parley.v1.CosignReply.verify|verify} messages.
             * @param message CosignReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.CosignReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a CosignReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.CosignReply & parley.v1.CosignReply.$Shape} CosignReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.CosignReply & parley.v1.CosignReply.$Shape;

            /**
             * Gets the type url for CosignReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace CosignReply {

            /** Properties of a CosignReply. */
            interface $Properties {

                /** CosignReply cosignature */
                cosignature?: (string|null);

                /** CosignReply size */
                size?: (number|null);

                /** CosignReply reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a CosignReply. */
            type $Shape = parley.v1.CosignReply.$Properties;
        }

        /**
         * Properties of a Statements.
         * @deprecated Use parley.v1.Statements.$Properties instead.
         */
        interface IStatements extends parley.v1.Statements.$Properties {
        }

        /** Represents a Statements. */
        class Statements {

            /**
             * Constructs a new Statements.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Statements.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Statements statement. */
            statement: Uint8Array[];

            /**
             * Encodes the specified Statements message. Does not implicitly {@link parley.v1.Statements.verify|verify} messages.
             * @param message Statements message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Statements.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Statements message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Statements & parley.v1.Statements.$Shape} Statements
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Statements & parley.v1.Statements.$Shape;

            /**
             * Gets the type url for Statements
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Statements {

            /** Properties of a Statements. */
            interface $Properties {

                /** Statements statement */
                statement?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Statements. */
            type $Shape = parley.v1.Statements.$Properties;
        }

        /**
         * Properties of a Packet.
         * @deprecated Use parley.v1.Packet.$Properties instead.
         */
        interface IPacket extends parley.v1.Packet.$Properties {
        }

        /** Represents a Packet. */
        class Packet {

            /**
             * Constructs a new Packet.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Packet.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Packet id. */
            id: Uint8Array;

            /** Packet session. */
            session: Uint8Array;

            /** Packet header. */
            header: Uint8Array;

            /** Packet ciphertext. */
            ciphertext: Uint8Array;

            /**
             * Encodes the specified Packet message. Does not implicitly {@link parley.v1.Packet.verify|verify} messages.
             * @param message Packet message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Packet.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Packet message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Packet & parley.v1.Packet.$Shape} Packet
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Packet & parley.v1.Packet.$Shape;

            /**
             * Gets the type url for Packet
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Packet {

            /** Properties of a Packet. */
            interface $Properties {

                /** Packet id */
                id?: (Uint8Array|null);

                /** Packet session */
                session?: (Uint8Array|null);

                /** Packet header */
                header?: (Uint8Array|null);

                /** Packet ciphertext */
                ciphertext?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Packet. */
            type $Shape = parley.v1.Packet.$Properties;
        }

        /**
         * Properties of an Acks.
         * @deprecated Use parley.v1.Acks.$Properties instead.
         */
        interface IAcks extends parley.v1.Acks.$Properties {
        }

        /** Represents an Acks. */
        class Acks {

            /**
             * Constructs a new Acks.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Acks.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Acks ack. */
            ack: parley.v1.Ack.$Properties[];

            /**
             * Encodes the specified Acks message. Does not implicitly {@link parley.v1.Acks.verify|verify} messages.
             * @param message Acks message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Acks.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Acks message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Acks & parley.v1.Acks.$Shape} Acks
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Acks & parley.v1.Acks.$Shape;

            /**
             * Gets the type url for Acks
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Acks {

            /** Properties of an Acks. */
            interface $Properties {

                /** Acks ack */
                ack?: (parley.v1.Ack.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Acks. */
            type $Shape = parley.v1.Acks.$Properties;
        }

        /**
         * Properties of an Ack.
         * @deprecated Use parley.v1.Ack.$Properties instead.
         */
        interface IAck extends parley.v1.Ack.$Properties {
        }

        /** Represents an Ack. */
        class Ack {

            /**
             * Constructs a new Ack.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Ack.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Ack id. */
            id: Uint8Array;

            /** Ack outcome. */
            outcome: parley.v1.Outcome;

            /** Ack reason. */
            reason: string;

            /** Ack ticket. */
            ticket?: (parley.v1.AcceptanceTicket.$Properties|null);

            /** Ack refused. */
            refused: parley.v1.RefusedFrame.$Properties[];

            /**
             * Encodes the specified Ack message. Does not implicitly {@link parley.v1.Ack.verify|verify} messages.
             * @param message Ack message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Ack.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Ack message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Ack & parley.v1.Ack.$Shape} Ack
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Ack & parley.v1.Ack.$Shape;

            /**
             * Gets the type url for Ack
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Ack {

            /** Properties of an Ack. */
            interface $Properties {

                /** Ack id */
                id?: (Uint8Array|null);

                /** Ack outcome */
                outcome?: (parley.v1.Outcome|null);

                /** Ack reason */
                reason?: (string|null);

                /** Ack ticket */
                ticket?: (parley.v1.AcceptanceTicket.$Properties|null);

                /** Ack refused */
                refused?: (parley.v1.RefusedFrame.$Properties[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Ack. */
            type $Shape = parley.v1.Ack.$Properties;
        }

        /**
         * Properties of a RefusedFrame.
         * @deprecated Use parley.v1.RefusedFrame.$Properties instead.
         */
        interface IRefusedFrame extends parley.v1.RefusedFrame.$Properties {
        }

        /** Represents a RefusedFrame. */
        class RefusedFrame {

            /**
             * Constructs a new RefusedFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.RefusedFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RefusedFrame index. */
            index: number;

            /** RefusedFrame reason. */
            reason: string;

            /**
             * Encodes the specified RefusedFrame message. Does not implicitly {@link parley.v1.RefusedFrame.verify|verify} messages.
             * @param message RefusedFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.RefusedFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RefusedFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.RefusedFrame & parley.v1.RefusedFrame.$Shape} RefusedFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.RefusedFrame & parley.v1.RefusedFrame.$Shape;

            /**
             * Gets the type url for RefusedFrame
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RefusedFrame {

            /** Properties of a RefusedFrame. */
            interface $Properties {

                /** RefusedFrame index */
                index?: (number|null);

                /** RefusedFrame reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RefusedFrame. */
            type $Shape = parley.v1.RefusedFrame.$Properties;
        }

        /** Outcome enum. */
        enum Outcome {

            /** OUTCOME_UNSPECIFIED value */
            OUTCOME_UNSPECIFIED = 0,

            /** OUTCOME_DELIVERED value */
            OUTCOME_DELIVERED = 1,

            /** OUTCOME_DENIED value */
            OUTCOME_DENIED = 2,

            /** OUTCOME_REJECTED value */
            OUTCOME_REJECTED = 3
        }

        /**
         * Properties of a PrekeyRequest.
         * @deprecated Use parley.v1.PrekeyRequest.$Properties instead.
         */
        interface IPrekeyRequest extends parley.v1.PrekeyRequest.$Properties {
        }

        /** Represents a PrekeyRequest. */
        class PrekeyRequest {

            /**
             * Constructs a new PrekeyRequest.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.PrekeyRequest.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyRequest request. */
            request: number;

            /** PrekeyRequest suite. */
            suite: string;

            /**
             * Encodes the specified PrekeyRequest message. Does not implicitly {@link parley.v1.PrekeyRequest.verify|verify} messages.
             * @param message PrekeyRequest message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.PrekeyRequest.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyRequest message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyRequest & parley.v1.PrekeyRequest.$Shape} PrekeyRequest
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.PrekeyRequest & parley.v1.PrekeyRequest.$Shape;

            /**
             * Gets the type url for PrekeyRequest
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PrekeyRequest {

            /** Properties of a PrekeyRequest. */
            interface $Properties {

                /** PrekeyRequest request */
                request?: (number|null);

                /** PrekeyRequest suite */
                suite?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyRequest. */
            type $Shape = parley.v1.PrekeyRequest.$Properties;
        }

        /**
         * Properties of a PrekeyReply.
         * @deprecated Use parley.v1.PrekeyReply.$Properties instead.
         */
        interface IPrekeyReply extends parley.v1.PrekeyReply.$Properties {
        }

        /** Represents a PrekeyReply. */
        class PrekeyReply {

            /**
             * Constructs a new PrekeyReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.PrekeyReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyReply request. */
            request: number;

            /** PrekeyReply bundle. */
            bundle: Uint8Array;

            /** PrekeyReply reason. */
            reason: string;

            /**
             * Encodes the specified PrekeyReply message. Does not implicitly {@link parley.v1.PrekeyReply.verify|verify} messages.
             * @param message PrekeyReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.PrekeyReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyReply & parley.v1.PrekeyReply.$Shape} PrekeyReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.PrekeyReply & parley.v1.PrekeyReply.$Shape;

            /**
             * Gets the type url for PrekeyReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PrekeyReply {

            /** Properties of a PrekeyReply. */
            interface $Properties {

                /** PrekeyReply request */
                request?: (number|null);

                /** PrekeyReply bundle */
                bundle?: (Uint8Array|null);

                /** PrekeyReply reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyReply. */
            type $Shape = parley.v1.PrekeyReply.$Properties;
        }

        /**
         * Properties of a PrekeyBundle.
         * @deprecated Use parley.v1.PrekeyBundle.$Properties instead.
         */
        interface IPrekeyBundle extends parley.v1.PrekeyBundle.$Properties {
        }

        /** Represents a PrekeyBundle. */
        class PrekeyBundle {

            /**
             * Constructs a new PrekeyBundle.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.PrekeyBundle.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyBundle did. */
            did: string;

            /** PrekeyBundle suite. */
            suite: string;

            /** PrekeyBundle createdMs. */
            createdMs: number;

            /** PrekeyBundle body. */
            body: Uint8Array;

            /**
             * Encodes the specified PrekeyBundle message. Does not implicitly {@link parley.v1.PrekeyBundle.verify|verify} messages.
             * @param message PrekeyBundle message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.PrekeyBundle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyBundle message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyBundle & parley.v1.PrekeyBundle.$Shape} PrekeyBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.PrekeyBundle & parley.v1.PrekeyBundle.$Shape;

            /**
             * Gets the type url for PrekeyBundle
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PrekeyBundle {

            /** Properties of a PrekeyBundle. */
            interface $Properties {

                /** PrekeyBundle did */
                did?: (string|null);

                /** PrekeyBundle suite */
                suite?: (string|null);

                /** PrekeyBundle createdMs */
                createdMs?: (number|null);

                /** PrekeyBundle body */
                body?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyBundle. */
            type $Shape = parley.v1.PrekeyBundle.$Properties;
        }

        /**
         * Properties of a Knock.
         * @deprecated Use parley.v1.Knock.$Properties instead.
         */
        interface IKnock extends parley.v1.Knock.$Properties {
        }

        /** Represents a Knock. */
        class Knock {

            /**
             * Constructs a new Knock.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Knock.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Knock id. */
            id: Uint8Array;

            /** Knock from. */
            from: string;

            /** Knock to. */
            to: string;

            /** Knock timestampMs. */
            timestampMs: number;

            /** Knock intent. */
            intent?: (parley.v1.Intent.$Properties|null);

            /** Knock suite. */
            suite: string;

            /** Knock establishment. */
            establishment: Uint8Array;

            /** Knock hello. */
            hello?: (parley.v1.Packet.$Properties|null);

            /**
             * Encodes the specified Knock message. Does not implicitly {@link parley.v1.Knock.verify|verify} messages.
             * @param message Knock message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Knock.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Knock message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Knock & parley.v1.Knock.$Shape} Knock
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Knock & parley.v1.Knock.$Shape;

            /**
             * Gets the type url for Knock
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Knock {

            /** Properties of a Knock. */
            interface $Properties {

                /** Knock id */
                id?: (Uint8Array|null);

                /** Knock from */
                from?: (string|null);

                /** Knock to */
                to?: (string|null);

                /** Knock timestampMs */
                timestampMs?: (number|null);

                /** Knock intent */
                intent?: (parley.v1.Intent.$Properties|null);

                /** Knock suite */
                suite?: (string|null);

                /** Knock establishment */
                establishment?: (Uint8Array|null);

                /** Knock hello */
                hello?: (parley.v1.Packet.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Knock. */
            type $Shape = parley.v1.Knock.$Properties;
        }

        /**
         * Properties of an Intent.
         * @deprecated Use parley.v1.Intent.$Properties instead.
         */
        interface IIntent extends parley.v1.Intent.$Properties {
        }

        /** Represents an Intent. */
        class Intent {

            /**
             * Constructs a new Intent.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Intent.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Intent action. */
            action: string;

            /** Intent description. */
            description: string;

            /** Intent capabilities. */
            capabilities: string[];

            /** Intent minScore. */
            minScore: number;

            /**
             * Encodes the specified Intent message. Does not implicitly {@link parley.v1.Intent.verify|verify} messages.
             * @param message Intent message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Intent.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Intent message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Intent & parley.v1.Intent.$Shape} Intent
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Intent & parley.v1.Intent.$Shape;

            /**
             * Gets the type url for Intent
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Intent {

            /** Properties of an Intent. */
            interface $Properties {

                /** Intent action */
                action?: (string|null);

                /** Intent description */
                description?: (string|null);

                /** Intent capabilities */
                capabilities?: (string[]|null);

                /** Intent minScore */
                minScore?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Intent. */
            type $Shape = parley.v1.Intent.$Properties;
        }

        /**
         * Properties of a KnockReply.
         * @deprecated Use parley.v1.KnockReply.$Properties instead.
         */
        interface IKnockReply extends parley.v1.KnockReply.$Properties {
        }

        /** Represents a KnockReply. */
        class KnockReply {

            /**
             * Constructs a new KnockReply.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.KnockReply.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** KnockReply id. */
            id: Uint8Array;

            /** KnockReply from. */
            from: string;

            /** KnockReply to. */
            to: string;

            /** KnockReply timestampMs. */
            timestampMs: number;

            /** KnockReply accepted. */
            accepted: boolean;

            /** KnockReply conditions. */
            conditions?: (parley.v1.Conditions.$Properties|null);

            /** KnockReply reason. */
            reason: string;

            /** KnockReply knockHash. */
            knockHash: Uint8Array;

            /** KnockReply hello. */
            hello?: (parley.v1.Packet.$Properties|null);

            /**
             * Encodes the specified KnockReply message. Does not implicitly {@link parley.v1.KnockReply.verify|verify} messages.
             * @param message KnockReply message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.KnockReply.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KnockReply message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.KnockReply & parley.v1.KnockReply.$Shape} KnockReply
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.KnockReply & parley.v1.KnockReply.$Shape;

            /**
             * Gets the type url for KnockReply
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace KnockReply {

            /** Properties of a KnockReply. */
            interface $Properties {

                /** KnockReply id */
                id?: (Uint8Array|null);

                /** KnockReply from */
                from?: (string|null);

                /** KnockReply to */
                to?: (string|null);

                /** KnockReply timestampMs */
                timestampMs?: (number|null);

                /** KnockReply accepted */
                accepted?: (boolean|null);

                /** KnockReply conditions */
                conditions?: (parley.v1.Conditions.$Properties|null);

                /** KnockReply reason */
                reason?: (string|null);

                /** KnockReply knockHash */
                knockHash?: (Uint8Array|null);

                /** KnockReply hello */
                hello?: (parley.v1.Packet.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KnockReply. */
            type $Shape = parley.v1.KnockReply.$Properties;
        }

        /**
         * Properties of a SessionEnd.
         * @deprecated Use parley.v1.SessionEnd.$Properties instead.
         */
        interface ISessionEnd extends parley.v1.SessionEnd.$Properties {
        }

        /** Represents a SessionEnd. */
        class SessionEnd {

            /**
             * Constructs a new SessionEnd.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SessionEnd.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionEnd id. */
            id: Uint8Array;

            /** SessionEnd from. */
            from: string;

            /** SessionEnd to. */
            to: string;

            /** SessionEnd timestampMs. */
            timestampMs: number;

            /** SessionEnd reason. */
            reason: string;

            /**
             * Encodes the specified SessionEnd message. Does not implicitly {@link parley.v1.SessionEnd.verify|verify} messages.
             * @param message SessionEnd message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SessionEnd.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionEnd message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SessionEnd & parley.v1.SessionEnd.$Shape} SessionEnd
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SessionEnd & parley.v1.SessionEnd.$Shape;

            /**
             * Gets the type url for SessionEnd
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SessionEnd {

            /** Properties of a SessionEnd. */
            interface $Properties {

                /** SessionEnd id */
                id?: (Uint8Array|null);

                /** SessionEnd from */
                from?: (string|null);

                /** SessionEnd to */
                to?: (string|null);

                /** SessionEnd timestampMs */
                timestampMs?: (number|null);

                /** SessionEnd reason */
                reason?: (string|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionEnd. */
            type $Shape = parley.v1.SessionEnd.$Properties;
        }

        /**
         * Properties of a Conditions.
         * @deprecated Use parley.v1.Conditions.$Properties instead.
         */
        interface IConditions extends parley.v1.Conditions.$Properties {
        }

        /** Represents a Conditions. */
        class Conditions {

            /**
             * Constructs a new Conditions.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Conditions.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Conditions maxMessages. */
            maxMessages: number;

            /** Conditions maxSeconds. */
            maxSeconds: number;

            /** Conditions actions. */
            actions: string[];

            /**
             * Encodes the specified Conditions message. Does not implicitly {@link parley.v1.Conditions.verify|verify} messages.
             * @param message Conditions message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Conditions.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Conditions message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Conditions & parley.v1.Conditions.$Shape} Conditions
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Conditions & parley.v1.Conditions.$Shape;

            /**
             * Gets the type url for Conditions
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Conditions {

            /** Properties of a Conditions. */
            interface $Properties {

                /** Conditions maxMessages */
                maxMessages?: (number|null);

                /** Conditions maxSeconds */
                maxSeconds?: (number|null);

                /** Conditions actions */
                actions?: (string[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Conditions. */
            type $Shape = parley.v1.Conditions.$Properties;
        }

        /**
         * Properties of an Acceptance.
         * @deprecated Use parley.v1.Acceptance.$Properties instead.
         */
        interface IAcceptance extends parley.v1.Acceptance.$Properties {
        }

        /** Represents an Acceptance. */
        class Acceptance {

            /**
             * Constructs a new Acceptance.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Acceptance.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Acceptance iid. */
            iid: Uint8Array;

            /** Acceptance rater. */
            rater: string;

            /** Acceptance subject. */
            subject: string;

            /** Acceptance capability. */
            capability: string;

            /** Acceptance hour. */
            hour: number;

            /**
             * Encodes the specified Acceptance message. Does not implicitly {@link parley.v1.Acceptance.verify|verify} messages.
             * @param message Acceptance message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Acceptance.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an Acceptance message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Acceptance & parley.v1.Acceptance.$Shape} Acceptance
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Acceptance & parley.v1.Acceptance.$Shape;

            /**
             * Gets the type url for Acceptance
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Acceptance {

            /** Properties of an Acceptance. */
            interface $Properties {

                /** Acceptance iid */
                iid?: (Uint8Array|null);

                /** Acceptance rater */
                rater?: (string|null);

                /** Acceptance subject */
                subject?: (string|null);

                /** Acceptance capability */
                capability?: (string|null);

                /** Acceptance hour */
                hour?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an Acceptance. */
            type $Shape = parley.v1.Acceptance.$Properties;
        }

        /**
         * Properties of a Receipt.
         * @deprecated Use parley.v1.Receipt.$Properties instead.
         */
        interface IReceipt extends parley.v1.Receipt.$Properties {
        }

        /** Represents a Receipt. */
        class Receipt {

            /**
             * Constructs a new Receipt.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Receipt.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Receipt acceptance. */
            acceptance?: (parley.v1.Acceptance.$Properties|null);

            /** Receipt subjectSignature. */
            subjectSignature: Uint8Array;

            /** Receipt subjectKey. */
            subjectKey: Uint8Array;

            /** Receipt dimension. */
            dimension: number;

            /** Receipt outcome. */
            outcome: number;

            /** Receipt severity. */
            severity: number;

            /** Receipt seq. */
            seq: number;

            /** Receipt prev. */
            prev: Uint8Array;

            /**
             * Encodes the specified Receipt message. Does not implicitly {@link parley.v1.Receipt.verify|verify} messages.
             * @param message Receipt message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Receipt.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Receipt message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Receipt & parley.v1.Receipt.$Shape} Receipt
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Receipt & parley.v1.Receipt.$Shape;

            /**
             * Gets the type url for Receipt
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Receipt {

            /** Properties of a Receipt. */
            interface $Properties {

                /** Receipt acceptance */
                acceptance?: (parley.v1.Acceptance.$Properties|null);

                /** Receipt subjectSignature */
                subjectSignature?: (Uint8Array|null);

                /** Receipt subjectKey */
                subjectKey?: (Uint8Array|null);

                /** Receipt dimension */
                dimension?: (number|null);

                /** Receipt outcome */
                outcome?: (number|null);

                /** Receipt severity */
                severity?: (number|null);

                /** Receipt seq */
                seq?: (number|null);

                /** Receipt prev */
                prev?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Receipt. */
            type $Shape = parley.v1.Receipt.$Properties;
        }

        /**
         * Properties of an AcceptanceTicket.
         * @deprecated Use parley.v1.AcceptanceTicket.$Properties instead.
         */
        interface IAcceptanceTicket extends parley.v1.AcceptanceTicket.$Properties {
        }

        /** Represents an AcceptanceTicket. */
        class AcceptanceTicket {

            /**
             * Constructs a new AcceptanceTicket.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.AcceptanceTicket.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** AcceptanceTicket nonce. */
            nonce: Uint8Array;

            /** AcceptanceTicket hour. */
            hour: number;

            /** AcceptanceTicket capability. */
            capability: string;

            /** AcceptanceTicket signature. */
            signature: Uint8Array;

            /**
             * Encodes the specified AcceptanceTicket message. Does not implicitly {@link parley.v1.AcceptanceTicket.verify|verify} messages.
             * @param message AcceptanceTicket message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.AcceptanceTicket.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an AcceptanceTicket message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.AcceptanceTicket & parley.v1.AcceptanceTicket.$Shape} AcceptanceTicket
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.AcceptanceTicket & parley.v1.AcceptanceTicket.$Shape;

            /**
             * Gets the type url for AcceptanceTicket
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace AcceptanceTicket {

            /** Properties of an AcceptanceTicket. */
            interface $Properties {

                /** AcceptanceTicket nonce */
                nonce?: (Uint8Array|null);

                /** AcceptanceTicket hour */
                hour?: (number|null);

                /** AcceptanceTicket capability */
                capability?: (string|null);

                /** AcceptanceTicket signature */
                signature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an AcceptanceTicket. */
            type $Shape = parley.v1.AcceptanceTicket.$Properties;
        }

        /**
         * Properties of a SessionEntry.
         * @deprecated Use parley.v1.SessionEntry.$Properties instead.
         */
        interface ISessionEntry extends parley.v1.SessionEntry.$Properties {
        }

        /** Represents a SessionEntry. */
        class SessionEntry {

            /**
             * Constructs a new SessionEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SessionEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SessionEntry id. */
            id: Uint8Array;

            /** SessionEntry peer. */
            peer: string;

            /** SessionEntry suite. */
            suite: string;

            /** SessionEntry initiator. */
            initiator: boolean;

            /** SessionEntry openedMs. */
            openedMs: number;

            /** SessionEntry conditions. */
            conditions?: (parley.v1.Conditions.$Properties|null);

            /** SessionEntry received. */
            received: number;

            /** SessionEntry state. */
            state: Uint8Array;

            /** SessionEntry score. */
            score: number;

            /**
             * Encodes the specified SessionEntry message. Does not implicitly {@link parley.v1.SessionEntry.verify|verify} messages.
             * @param message SessionEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SessionEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SessionEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SessionEntry & parley.v1.SessionEntry.$Shape} SessionEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SessionEntry & parley.v1.SessionEntry.$Shape;

            /**
             * Gets the type url for SessionEntry
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SessionEntry {

            /** Properties of a SessionEntry. */
            interface $Properties {

                /** SessionEntry id */
                id?: (Uint8Array|null);

                /** SessionEntry peer */
                peer?: (string|null);

                /** SessionEntry suite */
                suite?: (string|null);

                /** SessionEntry initiator */
                initiator?: (boolean|null);

                /** SessionEntry openedMs */
                openedMs?: (number|null);

                /** SessionEntry conditions */
                conditions?: (parley.v1.Conditions.$Properties|null);

                /** SessionEntry received */
                received?: (number|null);

                /** SessionEntry state */
                state?: (Uint8Array|null);

                /** SessionEntry score */
                score?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SessionEntry. */
            type $Shape = parley.v1.SessionEntry.$Properties;
        }

        /**
         * Properties of an OutboxEntry.
         * @deprecated Use parley.v1.OutboxEntry.$Properties instead.
         */
        interface IOutboxEntry extends parley.v1.OutboxEntry.$Properties {
        }

        /** Represents an OutboxEntry. */
        class OutboxEntry {

            /**
             * Constructs a new OutboxEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.OutboxEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OutboxEntry id. */
            id: Uint8Array;

            /** OutboxEntry envelope. */
            envelope: Uint8Array;

            /** OutboxEntry packet. */
            packet?: (parley.v1.Packet.$Properties|null);

            /** OutboxEntry expiresMs. */
            expiresMs: number;

            /** OutboxEntry attempts. */
            attempts: number;

            /** OutboxEntry priority. */
            priority: number;

            /** OutboxEntry isWord. */
            isWord: boolean;

            /**
             * Encodes the specified OutboxEntry message. Does not implicitly {@link parley.v1.OutboxEntry.verify|verify} messages.
             * @param message OutboxEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.OutboxEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes an OutboxEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.OutboxEntry & parley.v1.OutboxEntry.$Shape} OutboxEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.OutboxEntry & parley.v1.OutboxEntry.$Shape;

            /**
             * Gets the type url for OutboxEntry
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace OutboxEntry {

            /** Properties of an OutboxEntry. */
            interface $Properties {

                /** OutboxEntry id */
                id?: (Uint8Array|null);

                /** OutboxEntry envelope */
                envelope?: (Uint8Array|null);

                /** OutboxEntry packet */
                packet?: (parley.v1.Packet.$Properties|null);

                /** OutboxEntry expiresMs */
                expiresMs?: (number|null);

                /** OutboxEntry attempts */
                attempts?: (number|null);

                /** OutboxEntry priority */
                priority?: (number|null);

                /** OutboxEntry isWord */
                isWord?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of an OutboxEntry. */
            type $Shape = parley.v1.OutboxEntry.$Properties;
        }

        /**
         * Properties of a DeadLetter.
         * @deprecated Use parley.v1.DeadLetter.$Properties instead.
         */
        interface IDeadLetter extends parley.v1.DeadLetter.$Properties {
        }

        /** Represents a DeadLetter. */
        class DeadLetter {

            /**
             * Constructs a new DeadLetter.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.DeadLetter.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** DeadLetter id. */
            id: Uint8Array;

            /** DeadLetter envelope. */
            envelope: Uint8Array;

            /** DeadLetter atMs. */
            atMs: number;

            /** DeadLetter denied. */
            denied: boolean;

            /** DeadLetter reason. */
            reason: string;

            /** DeadLetter sealed. */
            sealed: boolean;

            /**
             * Encodes the specified DeadLetter message. Does not implicitly {@link parley.v1.DeadLetter.verify|verify} messages.
             * @param message DeadLetter message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.DeadLetter.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a DeadLetter message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.DeadLetter & parley.v1.DeadLetter.$Shape} DeadLetter
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.DeadLetter & parley.v1.DeadLetter.$Shape;

            /**
             * Gets the type url for DeadLetter
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace DeadLetter {

            /** Properties of a DeadLetter. */
            interface $Properties {

                /** DeadLetter id */
                id?: (Uint8Array|null);

                /** DeadLetter envelope */
                envelope?: (Uint8Array|null);

                /** DeadLetter atMs */
                atMs?: (number|null);

                /** DeadLetter denied */
                denied?: (boolean|null);

                /** DeadLetter reason */
                reason?: (string|null);

                /** DeadLetter sealed */
                sealed?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a DeadLetter. */
            type $Shape = parley.v1.DeadLetter.$Properties;
        }

        /**
         * Properties of a Quarantine.
         * @deprecated Use parley.v1.Quarantine.$Properties instead.
         */
        interface IQuarantine extends parley.v1.Quarantine.$Properties {
        }

        /** Represents a Quarantine. */
        class Quarantine {

            /**
             * Constructs a new Quarantine.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.Quarantine.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** Quarantine by. */
            by: string;

            /** Quarantine subject. */
            subject: string;

            /** Quarantine cause. */
            cause: string;

            /** Quarantine sinceMs. */
            sinceMs: number;

            /** Quarantine untilMs. */
            untilMs: number;

            /** Quarantine atMs. */
            atMs: number;

            /**
             * Encodes the specified Quarantine message. Does not implicitly {@link parley.v1.Quarantine.verify|verify} messages.
             * @param message Quarantine message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.Quarantine.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a Quarantine message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.Quarantine & parley.v1.Quarantine.$Shape} Quarantine
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.Quarantine & parley.v1.Quarantine.$Shape;

            /**
             * Gets the type url for Quarantine
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace Quarantine {

            /** Properties of a Quarantine. */
            interface $Properties {

                /** Quarantine by */
                by?: (string|null);

                /** Quarantine subject */
                subject?: (string|null);

                /** Quarantine cause */
                cause?: (string|null);

                /** Quarantine sinceMs */
                sinceMs?: (number|null);

                /** Quarantine untilMs */
                untilMs?: (number|null);

                /** Quarantine atMs */
                atMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a Quarantine. */
            type $Shape = parley.v1.Quarantine.$Properties;
        }

        /**
         * Properties of a RegistryEntry.
         * @deprecated Use parley.v1.RegistryEntry.$Properties instead.
         */
        interface IRegistryEntry extends parley.v1.RegistryEntry.$Properties {
        }

        /** Represents a RegistryEntry. */
        class RegistryEntry {

            /**
             * Constructs a new RegistryEntry.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.RegistryEntry.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RegistryEntry did. */
            did: string;

            /** RegistryEntry records. */
            records: Uint8Array[];

            /** RegistryEntry proof. */
            proof: Uint8Array[];

            /** RegistryEntry revocations. */
            revocations: Uint8Array[];

            /**
             * Encodes the specified RegistryEntry message. Does not implicitly {@link parley.v1.RegistryEntry.verify|verify} messages.
             * @param message RegistryEntry message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.RegistryEntry.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RegistryEntry message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.RegistryEntry & parley.v1.RegistryEntry.$Shape} RegistryEntry
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.RegistryEntry & parley.v1.RegistryEntry.$Shape;

            /**
             * Gets the type url for RegistryEntry
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RegistryEntry {

            /** Properties of a RegistryEntry. */
            interface $Properties {

                /** RegistryEntry did */
                did?: (string|null);

                /** RegistryEntry records */
                records?: (Uint8Array[]|null);

                /** RegistryEntry proof */
                proof?: (Uint8Array[]|null);

                /** RegistryEntry revocations */
                revocations?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RegistryEntry. */
            type $Shape = parley.v1.RegistryEntry.$Properties;
        }

        /**
         * Properties of a RepairFrame.
         * @deprecated Use parley.v1.RepairFrame.$Properties instead.
         */
        interface IRepairFrame extends parley.v1.RepairFrame.$Properties {
        }

        /** Represents a RepairFrame. */
        class RepairFrame {

            /**
             * Constructs a new RepairFrame.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.RepairFrame.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RepairFrame compare. */
            compare?: (Uint8Array|null);

            /** RepairFrame offer. */
            offer?: (parley.v1.StatementIds.$Properties|null);

            /** RepairFrame ask. */
            ask?: (parley.v1.StatementIds.$Properties|null);

            /** RepairFrame give. */
            give?: (parley.v1.GivenStatements.$Properties|null);

            /** RepairFrame body. */
            body?: ("compare"|"offer"|"ask"|"give");

            /**
             * Encodes the specified RepairFrame message. Does not implicitly {@link parley.v1.RepairFrame.verify|verify} messages.
             * @param message RepairFrame message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.RepairFrame.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RepairFrame message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.RepairFrame & parley.v1.RepairFrame.$Shape} RepairFrame
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.RepairFrame & parley.v1.RepairFrame.$Shape;

            /**
             * Gets the type url for RepairFrame
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RepairFrame {

            /** Properties of a RepairFrame. */
            interface $Properties {

                /** RepairFrame compare */
                compare?: (Uint8Array|null);

                /** RepairFrame offer */
                offer?: (parley.v1.StatementIds.$Properties|null);

                /** RepairFrame ask */
                ask?: (parley.v1.StatementIds.$Properties|null);

                /** RepairFrame give */
                give?: (parley.v1.GivenStatements.$Properties|null);

                /** RepairFrame body */
                body?: ("compare"|"offer"|"ask"|"give");

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Narrowed shape of a RepairFrame. */
            type $Shape = {
              compare?: Uint8Array|null;
              offer?: parley.v1.StatementIds.$Shape|null;
              ask?: parley.v1.StatementIds.$Shape|null;
              give?: parley.v1.GivenStatements.$Shape|null;
              $unknowns?: Uint8Array[];
            } & (
              ({ body?: undefined; compare?: null; offer?: null; ask?: null; give?: null }|{ body?: "compare"; compare: Uint8Array; offer?: null; ask?: null; give?: null }|{ body?: "offer"; compare?: null; offer: parley.v1.StatementIds.$Shape; ask?: null; give?: null }|{ body?: "ask"; compare?: null; offer?: null; ask: parley.v1.StatementIds.$Shape; give?: null }|{ body?: "give"; compare?: null; offer?: null; ask?: null; give: parley.v1.GivenStatements.$Shape })
            );
        }

        /**
         * Properties of a StatementIds.
         * @deprecated Use parley.v1.StatementIds.$Properties instead.
         */
        interface IStatementIds extends parley.v1.StatementIds.$Properties {
        }

        /** Represents a StatementIds. */
        class StatementIds {

            /**
             * Constructs a new StatementIds.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.StatementIds.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** StatementIds id. */
            id: Uint8Array[];

            /**
             * Encodes the specified StatementIds message. Does not implicitly {@link parley.v1.StatementIds.verify|verify} messages.
             * @param message StatementIds message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.StatementIds.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a StatementIds message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.StatementIds & parley.v1.StatementIds.$Shape} StatementIds
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.StatementIds & parley.v1.StatementIds.$Shape;

            /**
             * Gets the type url for StatementIds
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace StatementIds {

            /** Properties of a StatementIds. */
            interface $Properties {

                /** StatementIds id */
                id?: (Uint8Array[]|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a StatementIds. */
            type $Shape = parley.v1.StatementIds.$Properties;
        }

        /**
         * Properties of a GivenStatements.
         * @deprecated Use parley.v1.GivenStatements.$Properties instead.
         */
        interface IGivenStatements extends parley.v1.GivenStatements.$Properties {
        }

        /** Represents a GivenStatements. */
        class GivenStatements {

            /**
             * Constructs a new GivenStatements.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.GivenStatements.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** GivenStatements statements. */
            statements?: (parley.v1.Statements.$Properties|null);

            /** GivenStatements last. */
            last: boolean;

            /**
             * Encodes the specified GivenStatements message. Does not implicitly {@link parley.v1.GivenStatements.verify|verify} messages.
             * @param message GivenStatements message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.GivenStatements.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a GivenStatements message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.GivenStatements & parley.v1.GivenStatements.$Shape} GivenStatements
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.GivenStatements & parley.v1.GivenStatements.$Shape;

            /**
             * Gets the type url for GivenStatements
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace GivenStatements {

            /** Properties of a GivenStatements. */
            interface $Properties {

                /** GivenStatements statements */
                statements?: (parley.v1.Statements.$Properties|null);

                /** GivenStatements last */
                last?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a GivenStatements. */
            type $Shape = parley.v1.GivenStatements.$Properties;
        }

        /**
         * Properties of a X3dhBundle.
         * @deprecated Use parley.v1.X3dhBundle.$Properties instead.
         */
        interface IX3dhBundle extends parley.v1.X3dhBundle.$Properties {
        }

        /** Represents a X3dhBundle. */
        class X3dhBundle {

            /**
             * Constructs a new X3dhBundle.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.X3dhBundle.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** X3dhBundle identityKey. */
            identityKey: Uint8Array;

            /** X3dhBundle signedPrekeyId. */
            signedPrekeyId: number;

            /** X3dhBundle signedPrekey. */
            signedPrekey: Uint8Array;

            /** X3dhBundle signedPrekeySignature. */
            signedPrekeySignature: Uint8Array;

            /** X3dhBundle oneTimePrekeyId. */
            oneTimePrekeyId: number;

            /** X3dhBundle oneTimePrekey. */
            oneTimePrekey: Uint8Array;

            /**
             * Encodes the specified X3dhBundle message. Does not implicitly {@link parley.v1.X3dhBundle.verify|verify} messages.
             * @param message X3dhBundle message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.X3dhBundle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a X3dhBundle message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.X3dhBundle & parley.v1.X3dhBundle.$Shape} X3dhBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.X3dhBundle & parley.v1.X3dhBundle.$Shape;

            /**
             * Gets the type url for X3dhBundle
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace X3dhBundle {

            /** Properties of a X3dhBundle. */
            interface $Properties {

                /** X3dhBundle identityKey */
                identityKey?: (Uint8Array|null);

                /** X3dhBundle signedPrekeyId */
                signedPrekeyId?: (number|null);

                /** X3dhBundle signedPrekey */
                signedPrekey?: (Uint8Array|null);

                /** X3dhBundle signedPrekeySignature */
                signedPrekeySignature?: (Uint8Array|null);

                /** X3dhBundle oneTimePrekeyId */
                oneTimePrekeyId?: (number|null);

                /** X3dhBundle oneTimePrekey */
                oneTimePrekey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a X3dhBundle. */
            type $Shape = parley.v1.X3dhBundle.$Properties;
        }

        /**
         * Properties of a X3dhEstablishment.
         * @deprecated Use parley.v1.X3dhEstablishment.$Properties instead.
         */
        interface IX3dhEstablishment extends parley.v1.X3dhEstablishment.$Properties {
        }

        /** Represents a X3dhEstablishment. */
        class X3dhEstablishment {

            /**
             * Constructs a new X3dhEstablishment.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.X3dhEstablishment.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** X3dhEstablishment identityKey. */
            identityKey: Uint8Array;

            /** X3dhEstablishment ephemeralKey. */
            ephemeralKey: Uint8Array;

            /** X3dhEstablishment signedPrekeyId. */
            signedPrekeyId: number;

            /** X3dhEstablishment oneTimePrekeyId. */
            oneTimePrekeyId: number;

            /**
             * Encodes the specified X3dhEstablishment message. Does not implicitly {@link parley.v1.X3dhEstablishment.verify|verify} messages.
             * @param message X3dhEstablishment message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.X3dhEstablishment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a X3dhEstablishment message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.X3dhEstablishment & parley.v1.X3dhEstablishment.$Shape} X3dhEstablishment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.X3dhEstablishment & parley.v1.X3dhEstablishment.$Shape;

            /**
             * Gets the type url for X3dhEstablishment
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace X3dhEstablishment {

            /** Properties of a X3dhEstablishment. */
            interface $Properties {

                /** X3dhEstablishment identityKey */
                identityKey?: (Uint8Array|null);

                /** X3dhEstablishment ephemeralKey */
                ephemeralKey?: (Uint8Array|null);

                /** X3dhEstablishment signedPrekeyId */
                signedPrekeyId?: (number|null);

                /** X3dhEstablishment oneTimePrekeyId */
                oneTimePrekeyId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a X3dhEstablishment. */
            type $Shape = parley.v1.X3dhEstablishment.$Properties;
        }

        /**
         * Properties of a PqxdhBundle.
         * @deprecated Use parley.v1.PqxdhBundle.$Properties instead.
         */
        interface IPqxdhBundle extends parley.v1.PqxdhBundle.$Properties {
        }

        /** Represents a PqxdhBundle. */
        class PqxdhBundle {

            /**
             * Constructs a new PqxdhBundle.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.PqxdhBundle.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PqxdhBundle signedPrekeyId. */
            signedPrekeyId: number;

            /** PqxdhBundle signedPrekey. */
            signedPrekey: Uint8Array;

            /** PqxdhBundle oneTimePrekeyId. */
            oneTimePrekeyId: number;

            /** PqxdhBundle oneTimePrekey. */
            oneTimePrekey: Uint8Array;

            /** PqxdhBundle kemKey. */
            kemKey: Uint8Array;

            /**
             * Encodes the specified PqxdhBundle message. Does not implicitly {@link parley.v1.PqxdhBundle.verify|verify} messages.
             * @param message PqxdhBundle message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.PqxdhBundle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PqxdhBundle message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.PqxdhBundle & parley.v1.PqxdhBundle.$Shape} PqxdhBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.PqxdhBundle & parley.v1.PqxdhBundle.$Shape;

            /**
             * Gets the type url for PqxdhBundle
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PqxdhBundle {

            /** Properties of a PqxdhBundle. */
            interface $Properties {

                /** PqxdhBundle signedPrekeyId */
                signedPrekeyId?: (number|null);

                /** PqxdhBundle signedPrekey */
                signedPrekey?: (Uint8Array|null);

                /** PqxdhBundle oneTimePrekeyId */
                oneTimePrekeyId?: (number|null);

                /** PqxdhBundle oneTimePrekey */
                oneTimePrekey?: (Uint8Array|null);

                /** PqxdhBundle kemKey */
                kemKey?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PqxdhBundle. */
            type $Shape = parley.v1.PqxdhBundle.$Properties;
        }

        /**
         * Properties of a PqxdhEstablishment.
         * @deprecated Use parley.v1.PqxdhEstablishment.$Properties instead.
         */
        interface IPqxdhEstablishment extends parley.v1.PqxdhEstablishment.$Properties {
        }

        /** Represents a PqxdhEstablishment. */
        class PqxdhEstablishment {

            /**
             * Constructs a new PqxdhEstablishment.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.PqxdhEstablishment.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PqxdhEstablishment ephemeralKey. */
            ephemeralKey: Uint8Array;

            /** PqxdhEstablishment signedPrekeyId. */
            signedPrekeyId: number;

            /** PqxdhEstablishment oneTimePrekeyId. */
            oneTimePrekeyId: number;

            /** PqxdhEstablishment kemCiphertext. */
            kemCiphertext: Uint8Array;

            /**
             * Encodes the specified PqxdhEstablishment message. Does not implicitly {@link parley.v1.PqxdhEstablishment.verify|verify} messages.
             * @param message PqxdhEstablishment message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.PqxdhEstablishment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PqxdhEstablishment message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.PqxdhEstablishment & parley.v1.PqxdhEstablishment.$Shape} PqxdhEstablishment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.PqxdhEstablishment & parley.v1.PqxdhEstablishment.$Shape;

            /**
             * Gets the type url for PqxdhEstablishment
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PqxdhEstablishment {

            /** Properties of a PqxdhEstablishment. */
            interface $Properties {

                /** PqxdhEstablishment ephemeralKey */
                ephemeralKey?: (Uint8Array|null);

                /** PqxdhEstablishment signedPrekeyId */
                signedPrekeyId?: (number|null);

                /** PqxdhEstablishment oneTimePrekeyId */
                oneTimePrekeyId?: (number|null);

                /** PqxdhEstablishment kemCiphertext */
                kemCiphertext?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PqxdhEstablishment. */
            type $Shape = parley.v1.PqxdhEstablishment.$Properties;
        }

        /**
         * Properties of a SignalBundle.
         * @deprecated Use parley.v1.SignalBundle.$Properties instead.
         */
        interface ISignalBundle extends parley.v1.SignalBundle.$Properties {
        }

        /** Represents a SignalBundle. */
        class SignalBundle {

            /**
             * Constructs a new SignalBundle.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalBundle.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalBundle identityKey. */
            identityKey: Uint8Array;

            /** SignalBundle signedPrekeyId. */
            signedPrekeyId: number;

            /** SignalBundle signedPrekey. */
            signedPrekey: Uint8Array;

            /** SignalBundle signedPrekeySignature. */
            signedPrekeySignature: Uint8Array;

            /** SignalBundle oneTimePrekeyId. */
            oneTimePrekeyId: number;

            /** SignalBundle oneTimePrekey. */
            oneTimePrekey: Uint8Array;

            /** SignalBundle kyberPrekey. */
            kyberPrekey: Uint8Array;

            /** SignalBundle kyberPrekeySignature. */
            kyberPrekeySignature: Uint8Array;

            /**
             * Encodes the specified SignalBundle message. Does not implicitly {@link parley.v1.SignalBundle.verify|verify} messages.
             * @param message SignalBundle message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalBundle.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalBundle message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalBundle & parley.v1.SignalBundle.$Shape} SignalBundle
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalBundle & parley.v1.SignalBundle.$Shape;

            /**
             * Gets the type url for SignalBundle
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalBundle {

            /** Properties of a SignalBundle. */
            interface $Properties {

                /** SignalBundle identityKey */
                identityKey?: (Uint8Array|null);

                /** SignalBundle signedPrekeyId */
                signedPrekeyId?: (number|null);

                /** SignalBundle signedPrekey */
                signedPrekey?: (Uint8Array|null);

                /** SignalBundle signedPrekeySignature */
                signedPrekeySignature?: (Uint8Array|null);

                /** SignalBundle oneTimePrekeyId */
                oneTimePrekeyId?: (number|null);

                /** SignalBundle oneTimePrekey */
                oneTimePrekey?: (Uint8Array|null);

                /** SignalBundle kyberPrekey */
                kyberPrekey?: (Uint8Array|null);

                /** SignalBundle kyberPrekeySignature */
                kyberPrekeySignature?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalBundle. */
            type $Shape = parley.v1.SignalBundle.$Properties;
        }

        /**
         * Properties of a SignalEstablishment.
         * @deprecated Use parley.v1.SignalEstablishment.$Properties instead.
         */
        interface ISignalEstablishment extends parley.v1.SignalEstablishment.$Properties {
        }

        /** Represents a SignalEstablishment. */
        class SignalEstablishment {

            /**
             * Constructs a new SignalEstablishment.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalEstablishment.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalEstablishment identityKey. */
            identityKey: Uint8Array;

            /** SignalEstablishment binding. */
            binding: Uint8Array;

            /** SignalEstablishment signedPrekeyId. */
            signedPrekeyId: number;

            /** SignalEstablishment oneTimePrekeyId. */
            oneTimePrekeyId: number;

            /**
             * Encodes the specified SignalEstablishment message. Does not implicitly {@link parley.v1.SignalEstablishment.verify|verify} messages.
             * @param message SignalEstablishment message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalEstablishment.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalEstablishment message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalEstablishment & parley.v1.SignalEstablishment.$Shape} SignalEstablishment
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalEstablishment & parley.v1.SignalEstablishment.$Shape;

            /**
             * Gets the type url for SignalEstablishment
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalEstablishment {

            /** Properties of a SignalEstablishment. */
            interface $Properties {

                /** SignalEstablishment identityKey */
                identityKey?: (Uint8Array|null);

                /** SignalEstablishment binding */
                binding?: (Uint8Array|null);

                /** SignalEstablishment signedPrekeyId */
                signedPrekeyId?: (number|null);

                /** SignalEstablishment oneTimePrekeyId */
                oneTimePrekeyId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalEstablishment. */
            type $Shape = parley.v1.SignalEstablishment.$Properties;
        }

        /**
         * Properties of a SignalState.
         * @deprecated Use parley.v1.SignalState.$Properties instead.
         */
        interface ISignalState extends parley.v1.SignalState.$Properties {
        }

        /** Represents a SignalState. */
        class SignalState {

            /**
             * Constructs a new SignalState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalState record. */
            record: Uint8Array;

            /** SignalState peerIdentity. */
            peerIdentity: Uint8Array;

            /** SignalState addresses. */
            addresses: Uint8Array;

            /** SignalState chains. */
            chains: parley.v1.SignalChain.$Properties[];

            /** SignalState epochs. */
            epochs: parley.v1.SignalEpoch.$Properties[];

            /** SignalState responder. */
            responder?: (parley.v1.SignalResponder.$Properties|null);

            /** SignalState passedOverMs. */
            passedOverMs: number;

            /**
             * Encodes the specified SignalState message. Does not implicitly {@link parley.v1.SignalState.verify|verify} messages.
             * @param message SignalState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalState & parley.v1.SignalState.$Shape} SignalState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalState & parley.v1.SignalState.$Shape;

            /**
             * Gets the type url for SignalState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalState {

            /** Properties of a SignalState. */
            interface $Properties {

                /** SignalState record */
                record?: (Uint8Array|null);

                /** SignalState peerIdentity */
                peerIdentity?: (Uint8Array|null);

                /** SignalState addresses */
                addresses?: (Uint8Array|null);

                /** SignalState chains */
                chains?: (parley.v1.SignalChain.$Properties[]|null);

                /** SignalState epochs */
                epochs?: (parley.v1.SignalEpoch.$Properties[]|null);

                /** SignalState responder */
                responder?: (parley.v1.SignalResponder.$Properties|null);

                /** SignalState passedOverMs */
                passedOverMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalState. */
            type $Shape = parley.v1.SignalState.$Properties;
        }

        /**
         * Properties of a SignalChain.
         * @deprecated Use parley.v1.SignalChain.$Properties instead.
         */
        interface ISignalChain extends parley.v1.SignalChain.$Properties {
        }

        /** Represents a SignalChain. */
        class SignalChain {

            /**
             * Constructs a new SignalChain.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalChain.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalChain ratchetKey. */
            ratchetKey: Uint8Array;

            /** SignalChain next. */
            next: number;

            /** SignalChain opened. */
            opened: number;

            /**
             * Encodes the specified SignalChain message. Does not implicitly {@link parley.v1.SignalChain.verify|verify} messages.
             * @param message SignalChain message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalChain.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalChain message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalChain & parley.v1.SignalChain.$Shape} SignalChain
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalChain & parley.v1.SignalChain.$Shape;

            /**
             * Gets the type url for SignalChain
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalChain {

            /** Properties of a SignalChain. */
            interface $Properties {

                /** SignalChain ratchetKey */
                ratchetKey?: (Uint8Array|null);

                /** SignalChain next */
                next?: (number|null);

                /** SignalChain opened */
                opened?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalChain. */
            type $Shape = parley.v1.SignalChain.$Properties;
        }

        /**
         * Properties of a SignalEpoch.
         * @deprecated Use parley.v1.SignalEpoch.$Properties instead.
         */
        interface ISignalEpoch extends parley.v1.SignalEpoch.$Properties {
        }

        /** Represents a SignalEpoch. */
        class SignalEpoch {

            /**
             * Constructs a new SignalEpoch.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalEpoch.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalEpoch epoch. */
            epoch: number;

            /** SignalEpoch highest. */
            highest: number;

            /**
             * Encodes the specified SignalEpoch message. Does not implicitly {@link parley.v1.SignalEpoch.verify|verify} messages.
             * @param message SignalEpoch message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalEpoch.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalEpoch message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalEpoch & parley.v1.SignalEpoch.$Shape} SignalEpoch
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalEpoch & parley.v1.SignalEpoch.$Shape;

            /**
             * Gets the type url for SignalEpoch
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalEpoch {

            /** Properties of a SignalEpoch. */
            interface $Properties {

                /** SignalEpoch epoch */
                epoch?: (number|null);

                /** SignalEpoch highest */
                highest?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalEpoch. */
            type $Shape = parley.v1.SignalEpoch.$Properties;
        }

        /**
         * Properties of a SignalResponder.
         * @deprecated Use parley.v1.SignalResponder.$Properties instead.
         */
        interface ISignalResponder extends parley.v1.SignalResponder.$Properties {
        }

        /** Represents a SignalResponder. */
        class SignalResponder {

            /**
             * Constructs a new SignalResponder.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalResponder.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalResponder identity. */
            identity: Uint8Array;

            /** SignalResponder signed. */
            signed?: (parley.v1.SignalSignedPrekey.$Properties|null);

            /** SignalResponder oneTime. */
            oneTime?: (parley.v1.SignalOneTimePrekey.$Properties|null);

            /**
             * Encodes the specified SignalResponder message. Does not implicitly {@link parley.v1.SignalResponder.verify|verify} messages.
             * @param message SignalResponder message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalResponder.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalResponder message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalResponder & parley.v1.SignalResponder.$Shape} SignalResponder
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalResponder & parley.v1.SignalResponder.$Shape;

            /**
             * Gets the type url for SignalResponder
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalResponder {

            /** Properties of a SignalResponder. */
            interface $Properties {

                /** SignalResponder identity */
                identity?: (Uint8Array|null);

                /** SignalResponder signed */
                signed?: (parley.v1.SignalSignedPrekey.$Properties|null);

                /** SignalResponder oneTime */
                oneTime?: (parley.v1.SignalOneTimePrekey.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalResponder. */
            type $Shape = parley.v1.SignalResponder.$Properties;
        }

        /**
         * Properties of a SignalPrekeyState.
         * @deprecated Use parley.v1.SignalPrekeyState.$Properties instead.
         */
        interface ISignalPrekeyState extends parley.v1.SignalPrekeyState.$Properties {
        }

        /** Represents a SignalPrekeyState. */
        class SignalPrekeyState {

            /**
             * Constructs a new SignalPrekeyState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalPrekeyState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalPrekeyState identity. */
            identity: Uint8Array;

            /** SignalPrekeyState signed. */
            signed: parley.v1.SignalSignedPrekey.$Properties[];

            /** SignalPrekeyState offered. */
            offered: parley.v1.SignalOneTimePrekey.$Properties[];

            /** SignalPrekeyState fresh. */
            fresh: parley.v1.SignalOneTimePrekey.$Properties[];

            /** SignalPrekeyState nextId. */
            nextId: number;

            /**
             * Encodes the specified SignalPrekeyState message. Does not implicitly {@link parley.v1.SignalPrekeyState.verify|verify} messages.
             * @param message SignalPrekeyState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalPrekeyState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalPrekeyState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalPrekeyState & parley.v1.SignalPrekeyState.$Shape} SignalPrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalPrekeyState & parley.v1.SignalPrekeyState.$Shape;

            /**
             * Gets the type url for SignalPrekeyState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalPrekeyState {

            /** Properties of a SignalPrekeyState. */
            interface $Properties {

                /** SignalPrekeyState identity */
                identity?: (Uint8Array|null);

                /** SignalPrekeyState signed */
                signed?: (parley.v1.SignalSignedPrekey.$Properties[]|null);

                /** SignalPrekeyState offered */
                offered?: (parley.v1.SignalOneTimePrekey.$Properties[]|null);

                /** SignalPrekeyState fresh */
                fresh?: (parley.v1.SignalOneTimePrekey.$Properties[]|null);

                /** SignalPrekeyState nextId */
                nextId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalPrekeyState. */
            type $Shape = parley.v1.SignalPrekeyState.$Properties;
        }

        /**
         * Properties of a SignalSignedPrekey.
         * @deprecated Use parley.v1.SignalSignedPrekey.$Properties instead.
         */
        interface ISignalSignedPrekey extends parley.v1.SignalSignedPrekey.$Properties {
        }

        /** Represents a SignalSignedPrekey. */
        class SignalSignedPrekey {

            /**
             * Constructs a new SignalSignedPrekey.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalSignedPrekey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalSignedPrekey id. */
            id: number;

            /** SignalSignedPrekey record. */
            record: Uint8Array;

            /** SignalSignedPrekey kyberRecord. */
            kyberRecord: Uint8Array;

            /** SignalSignedPrekey createdMs. */
            createdMs: number;

            /** SignalSignedPrekey replacedMs. */
            replacedMs: number;

            /**
             * Encodes the specified SignalSignedPrekey message. Does not implicitly {@link parley.v1.SignalSignedPrekey.verify|verify} messages.
             * @param message SignalSignedPrekey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalSignedPrekey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalSignedPrekey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalSignedPrekey & parley.v1.SignalSignedPrekey.$Shape} SignalSignedPrekey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalSignedPrekey & parley.v1.SignalSignedPrekey.$Shape;

            /**
             * Gets the type url for SignalSignedPrekey
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalSignedPrekey {

            /** Properties of a SignalSignedPrekey. */
            interface $Properties {

                /** SignalSignedPrekey id */
                id?: (number|null);

                /** SignalSignedPrekey record */
                record?: (Uint8Array|null);

                /** SignalSignedPrekey kyberRecord */
                kyberRecord?: (Uint8Array|null);

                /** SignalSignedPrekey createdMs */
                createdMs?: (number|null);

                /** SignalSignedPrekey replacedMs */
                replacedMs?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalSignedPrekey. */
            type $Shape = parley.v1.SignalSignedPrekey.$Properties;
        }

        /**
         * Properties of a SignalOneTimePrekey.
         * @deprecated Use parley.v1.SignalOneTimePrekey.$Properties instead.
         */
        interface ISignalOneTimePrekey extends parley.v1.SignalOneTimePrekey.$Properties {
        }

        /** Represents a SignalOneTimePrekey. */
        class SignalOneTimePrekey {

            /**
             * Constructs a new SignalOneTimePrekey.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignalOneTimePrekey.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignalOneTimePrekey id. */
            id: number;

            /** SignalOneTimePrekey record. */
            record: Uint8Array;

            /** SignalOneTimePrekey kyberRecord. */
            kyberRecord: Uint8Array;

            /**
             * Encodes the specified SignalOneTimePrekey message. Does not implicitly {@link parley.v1.SignalOneTimePrekey.verify|verify} messages.
             * @param message SignalOneTimePrekey message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignalOneTimePrekey.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignalOneTimePrekey message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignalOneTimePrekey & parley.v1.SignalOneTimePrekey.$Shape} SignalOneTimePrekey
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignalOneTimePrekey & parley.v1.SignalOneTimePrekey.$Shape;

            /**
             * Gets the type url for SignalOneTimePrekey
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignalOneTimePrekey {

            /** Properties of a SignalOneTimePrekey. */
            interface $Properties {

                /** SignalOneTimePrekey id */
                id?: (number|null);

                /** SignalOneTimePrekey record */
                record?: (Uint8Array|null);

                /** SignalOneTimePrekey kyberRecord */
                kyberRecord?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignalOneTimePrekey. */
            type $Shape = parley.v1.SignalOneTimePrekey.$Properties;
        }

        /**
         * Properties of a RatchetState.
         * @deprecated Use parley.v1.RatchetState.$Properties instead.
         */
        interface IRatchetState extends parley.v1.RatchetState.$Properties {
        }

        /** Represents a RatchetState. */
        class RatchetState {

            /**
             * Constructs a new RatchetState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.RatchetState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** RatchetState associatedData. */
            associatedData: Uint8Array;

            /** RatchetState rootKey. */
            rootKey: Uint8Array;

            /** RatchetState selfPublicKey. */
            selfPublicKey: Uint8Array;

            /** RatchetState selfPrivateKey. */
            selfPrivateKey: Uint8Array;

            /** RatchetState peerKey. */
            peerKey: Uint8Array;

            /** RatchetState sendChain. */
            sendChain: Uint8Array;

            /** RatchetState receiveChain. */
            receiveChain: Uint8Array;

            /** RatchetState sent. */
            sent: number;

            /** RatchetState received. */
            received: number;

            /** RatchetState previouslySent. */
            previouslySent: number;

            /** RatchetState pastPeerKeys. */
            pastPeerKeys: Uint8Array;

            /** RatchetState skipped. */
            skipped: parley.v1.SkippedChain.$Properties[];

            /** RatchetState kem. */
            kem?: (parley.v1.KemExchangeState.$Properties|null);

            /**
             * Encodes the specified RatchetState message. Does not implicitly {@link parley.v1.RatchetState.verify|verify} messages.
             * @param message RatchetState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.RatchetState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a RatchetState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.RatchetState & parley.v1.RatchetState.$Shape} RatchetState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.RatchetState & parley.v1.RatchetState.$Shape;

            /**
             * Gets the type url for RatchetState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace RatchetState {

            /** Properties of a RatchetState. */
            interface $Properties {

                /** RatchetState associatedData */
                associatedData?: (Uint8Array|null);

                /** RatchetState rootKey */
                rootKey?: (Uint8Array|null);

                /** RatchetState selfPublicKey */
                selfPublicKey?: (Uint8Array|null);

                /** RatchetState selfPrivateKey */
                selfPrivateKey?: (Uint8Array|null);

                /** RatchetState peerKey */
                peerKey?: (Uint8Array|null);

                /** RatchetState sendChain */
                sendChain?: (Uint8Array|null);

                /** RatchetState receiveChain */
                receiveChain?: (Uint8Array|null);

                /** RatchetState sent */
                sent?: (number|null);

                /** RatchetState received */
                received?: (number|null);

                /** RatchetState previouslySent */
                previouslySent?: (number|null);

                /** RatchetState pastPeerKeys */
                pastPeerKeys?: (Uint8Array|null);

                /** RatchetState skipped */
                skipped?: (parley.v1.SkippedChain.$Properties[]|null);

                /** RatchetState kem */
                kem?: (parley.v1.KemExchangeState.$Properties|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a RatchetState. */
            type $Shape = parley.v1.RatchetState.$Properties;
        }

        /**
         * Properties of a KemExchangeState.
         * @deprecated Use parley.v1.KemExchangeState.$Properties instead.
         */
        interface IKemExchangeState extends parley.v1.KemExchangeState.$Properties {
        }

        /** Represents a KemExchangeState. */
        class KemExchangeState {

            /**
             * Constructs a new KemExchangeState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.KemExchangeState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** KemExchangeState completed. */
            completed: number;

            /** KemExchangeState sinceMs. */
            sinceMs: number;

            /** KemExchangeState messages. */
            messages: number;

            /** KemExchangeState isOfferer. */
            isOfferer: boolean;

            /** KemExchangeState isMixed. */
            isMixed: boolean;

            /** KemExchangeState seed. */
            seed: Uint8Array;

            /** KemExchangeState ciphertext. */
            ciphertext: Uint8Array;

            /** KemExchangeState secret. */
            secret: Uint8Array;

            /** KemExchangeState shown. */
            shown: number;

            /**
             * Encodes the specified KemExchangeState message. Does not implicitly {@link parley.v1.KemExchangeState.verify|verify} messages.
             * @param message KemExchangeState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.KemExchangeState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a KemExchangeState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.KemExchangeState & parley.v1.KemExchangeState.$Shape} KemExchangeState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.KemExchangeState & parley.v1.KemExchangeState.$Shape;

            /**
             * Gets the type url for KemExchangeState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace KemExchangeState {

            /** Properties of a KemExchangeState. */
            interface $Properties {

                /** KemExchangeState completed */
                completed?: (number|null);

                /** KemExchangeState sinceMs */
                sinceMs?: (number|null);

                /** KemExchangeState messages */
                messages?: (number|null);

                /** KemExchangeState isOfferer */
                isOfferer?: (boolean|null);

                /** KemExchangeState isMixed */
                isMixed?: (boolean|null);

                /** KemExchangeState seed */
                seed?: (Uint8Array|null);

                /** KemExchangeState ciphertext */
                ciphertext?: (Uint8Array|null);

                /** KemExchangeState secret */
                secret?: (Uint8Array|null);

                /** KemExchangeState shown */
                shown?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a KemExchangeState. */
            type $Shape = parley.v1.KemExchangeState.$Properties;
        }

        /**
         * Properties of a SkippedChain.
         * @deprecated Use parley.v1.SkippedChain.$Properties instead.
         */
        interface ISkippedChain extends parley.v1.SkippedChain.$Properties {
        }

        /** Represents a SkippedChain. */
        class SkippedChain {

            /**
             * Constructs a new SkippedChain.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SkippedChain.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SkippedChain ratchetKey. */
            ratchetKey: Uint8Array;

            /** SkippedChain keys. */
            keys: Uint8Array;

            /** SkippedChain isIncomplete. */
            isIncomplete: boolean;

            /**
             * Encodes the specified SkippedChain message. Does not implicitly {@link parley.v1.SkippedChain.verify|verify} messages.
             * @param message SkippedChain message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SkippedChain.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SkippedChain message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SkippedChain & parley.v1.SkippedChain.$Shape} SkippedChain
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SkippedChain & parley.v1.SkippedChain.$Shape;

            /**
             * Gets the type url for SkippedChain
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SkippedChain {

            /** Properties of a SkippedChain. */
            interface $Properties {

                /** SkippedChain ratchetKey */
                ratchetKey?: (Uint8Array|null);

                /** SkippedChain keys */
                keys?: (Uint8Array|null);

                /** SkippedChain isIncomplete */
                isIncomplete?: (boolean|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SkippedChain. */
            type $Shape = parley.v1.SkippedChain.$Properties;
        }

        /**
         * Properties of a PrekeyState.
         * @deprecated Use parley.v1.PrekeyState.$Properties instead.
         */
        interface IPrekeyState extends parley.v1.PrekeyState.$Properties {
        }

        /** Represents a PrekeyState. */
        class PrekeyState {

            /**
             * Constructs a new PrekeyState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.PrekeyState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** PrekeyState signed. */
            signed: parley.v1.SignedPrekeyState.$Properties[];

            /** PrekeyState offered. */
            offered: parley.v1.OneTimePrekeyState.$Properties[];

            /** PrekeyState fresh. */
            fresh: parley.v1.OneTimePrekeyState.$Properties[];

            /** PrekeyState nextId. */
            nextId: number;

            /**
             * Encodes the specified PrekeyState message. Does not implicitly {@link parley.v1.PrekeyState.verify|verify} messages.
             * @param message PrekeyState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.PrekeyState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a PrekeyState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.PrekeyState & parley.v1.PrekeyState.$Shape} PrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.PrekeyState & parley.v1.PrekeyState.$Shape;

            /**
             * Gets the type url for PrekeyState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace PrekeyState {

            /** Properties of a PrekeyState. */
            interface $Properties {

                /** PrekeyState signed */
                signed?: (parley.v1.SignedPrekeyState.$Properties[]|null);

                /** PrekeyState offered */
                offered?: (parley.v1.OneTimePrekeyState.$Properties[]|null);

                /** PrekeyState fresh */
                fresh?: (parley.v1.OneTimePrekeyState.$Properties[]|null);

                /** PrekeyState nextId */
                nextId?: (number|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a PrekeyState. */
            type $Shape = parley.v1.PrekeyState.$Properties;
        }

        /**
         * Properties of a SignedPrekeyState.
         * @deprecated Use parley.v1.SignedPrekeyState.$Properties instead.
         */
        interface ISignedPrekeyState extends parley.v1.SignedPrekeyState.$Properties {
        }

        /** Represents a SignedPrekeyState. */
        class SignedPrekeyState {

            /**
             * Constructs a new SignedPrekeyState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.SignedPrekeyState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** SignedPrekeyState id. */
            id: number;

            /** SignedPrekeyState publicKey. */
            publicKey: Uint8Array;

            /** SignedPrekeyState privateKey. */
            privateKey: Uint8Array;

            /** SignedPrekeyState createdMs. */
            createdMs: number;

            /** SignedPrekeyState replacedMs. */
            replacedMs: number;

            /** SignedPrekeyState kemSeed. */
            kemSeed: Uint8Array;

            /**
             * Encodes the specified SignedPrekeyState message. Does not implicitly {@link parley.v1.SignedPrekeyState.verify|verify} messages.
             * @param message SignedPrekeyState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.SignedPrekeyState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a SignedPrekeyState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.SignedPrekeyState & parley.v1.SignedPrekeyState.$Shape} SignedPrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.SignedPrekeyState & parley.v1.SignedPrekeyState.$Shape;

            /**
             * Gets the type url for SignedPrekeyState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace SignedPrekeyState {

            /** Properties of a SignedPrekeyState. */
            interface $Properties {

                /** SignedPrekeyState id */
                id?: (number|null);

                /** SignedPrekeyState publicKey */
                publicKey?: (Uint8Array|null);

                /** SignedPrekeyState privateKey */
                privateKey?: (Uint8Array|null);

                /** SignedPrekeyState createdMs */
                createdMs?: (number|null);

                /** SignedPrekeyState replacedMs */
                replacedMs?: (number|null);

                /** SignedPrekeyState kemSeed */
                kemSeed?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a SignedPrekeyState. */
            type $Shape = parley.v1.SignedPrekeyState.$Properties;
        }

        /**
         * Properties of a OneTimePrekeyState.
         * @deprecated Use parley.v1.OneTimePrekeyState.$Properties instead.
         */
        interface IOneTimePrekeyState extends parley.v1.OneTimePrekeyState.$Properties {
        }

        /** Represents a OneTimePrekeyState. */
        class OneTimePrekeyState {

            /**
             * Constructs a new OneTimePrekeyState.
             * @param [properties] Properties to set
             */
            constructor(properties?: parley.v1.OneTimePrekeyState.$Properties);

            /** Unknown fields preserved while decoding when enabled */
            $unknowns?: Uint8Array[];

            /** OneTimePrekeyState id. */
            id: number;

            /** OneTimePrekeyState publicKey. */
            publicKey: Uint8Array;

            /** OneTimePrekeyState privateKey. */
            privateKey: Uint8Array;

            /** OneTimePrekeyState kemSeed. */
            kemSeed: Uint8Array;

            /**
             * Encodes the specified OneTimePrekeyState message. Does not implicitly {@link parley.v1.OneTimePrekeyState.verify|verify} messages.
             * @param message OneTimePrekeyState message or plain object to encode
             * @param [writer] Writer to encode to
             * @returns Writer
             */
            static encode(message: parley.v1.OneTimePrekeyState.$Properties, writer?: $protobuf.Writer): $protobuf.Writer;

            /**
             * Decodes a OneTimePrekeyState message from the specified reader or buffer.
             * @param reader Reader or buffer to decode from
             * @param [length] Message length if known beforehand
             * @returns {parley.v1.OneTimePrekeyState & parley.v1.OneTimePrekeyState.$Shape} OneTimePrekeyState
             * @throws {Error} If the payload is not a reader or valid buffer
             * @throws {$protobuf.util.ProtocolError} If required fields are missing
             */
            static decode(reader: ($protobuf.Reader|Uint8Array), length?: number): parley.v1.OneTimePrekeyState & parley.v1.OneTimePrekeyState.$Shape;

            /**
             * Gets the type url for OneTimePrekeyState
             * @param [prefix] Custom type url prefix, defaults to `"type.googleapis.com"`
             * @returns The type url
             */
            static getTypeUrl(prefix?: string): string;
        }

        namespace OneTimePrekeyState {

            /** Properties of a OneTimePrekeyState. */
            interface $Properties {

                /** OneTimePrekeyState id */
                id?: (number|null);

                /** OneTimePrekeyState publicKey */
                publicKey?: (Uint8Array|null);

                /** OneTimePrekeyState privateKey */
                privateKey?: (Uint8Array|null);

                /** OneTimePrekeyState kemSeed */
                kemSeed?: (Uint8Array|null);

                /** Unknown fields preserved while decoding when enabled */
                $unknowns?: Uint8Array[];
            }

            /** Shape of a OneTimePrekeyState. */
            type $Shape = parley.v1.OneTimePrekeyState.$Properties;
        }
    }
}
