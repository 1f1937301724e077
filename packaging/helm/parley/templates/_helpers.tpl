{{- define "parley.name" -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{- define "parley.labels" -}}
app.kubernetes.io/name: parley
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "parley.selector" -}}
app.kubernetes.io/name: parley
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "parley.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{- define "parley.config" -}}
{{- $base := dict
  "name" (include "parley.name" .)
  "data" "/var/lib/parley/data"
  "policies" "/etc/parley-policies"
  "listen" (list "/ip4/0.0.0.0/tcp/4001")
  "announce" .Values.announce
-}}
{{- if .Values.agent.a2aUrl }}
{{- $_ := set $base "agent" (dict "a2a" (dict "url" .Values.agent.a2aUrl)) }}
{{- end }}
{{- if .Values.keyring.existingSecret }}
{{- $_ := set $base "keyring" (dict "keyFile" "/run/secrets/parley/keyring.key") }}
{{- end }}
{{- toYaml (mergeOverwrite $base .Values.config) -}}
{{- end -}}

{{- define "parley.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
runAsNonRoot: true
capabilities: { drop: [ALL] }
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "parley.mounts" -}}
- { name: data, mountPath: /var/lib/parley }
- { name: config, mountPath: /etc/parley, readOnly: true }
- { name: policies, mountPath: /etc/parley-policies, readOnly: true }
{{- if .Values.keyring.existingSecret }}
- { name: keyring, mountPath: /run/secrets/parley, readOnly: true }
{{- end }}
{{- end -}}
